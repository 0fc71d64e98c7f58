/** A change that shows at once: saved one after the other, taken back when it fails. */
import { type QueryKey, useMutation, useQueryClient } from "@tanstack/react-query";

interface Changing<T, C> {
  key: QueryKey;
  save: (changes: C) => Promise<T>;
  changed: (now: T, changes: C) => T;
  undone: (now: T, before: T, changes: C) => T;
}

export function useChanges<T, C>({ key, save, changed, undone }: Changing<T, C>) {
  const client = useQueryClient();
  const isLast = () => client.isMutating({ mutationKey: key }) === 1;
  return useMutation({
    mutationKey: key,
    scope: { id: key.join(" ") },
    // Without a connection it fails now and is taken back, rather than later, unseen.
    networkMode: "always",
    mutationFn: save,
    onMutate: async (changes) => {
      await client.cancelQueries({ queryKey: key });
      const before = client.getQueryData<T>(key);
      client.setQueryData<T>(key, (now) => now && changed(now, changes));
      return before;
    },
    onSuccess: (answer) => {
      // While more is under way the answer knows less than the screen.
      if (isLast()) client.setQueryData<T>(key, answer);
    },
    onError: (_error, changes, before) => {
      client.setQueryData<T>(key, (now) => now && before && undone(now, before, changes));
      if (isLast()) void client.invalidateQueries({ queryKey: key });
    },
  });
}
