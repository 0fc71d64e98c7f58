import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api } from "@/lib/api/client";
import type { MailLook } from "@/lib/api/types";
import { orgKey } from "@/lib/query";

const path = (organization: string) => `/api/core/organizations/${organization}/mail-look/`;
const lookKey = (organization: string) => orgKey(organization, "mail", "look");

export const useLook = (organization: string, enabled: boolean) =>
  useQuery({
    queryKey: lookKey(organization),
    enabled,
    networkMode: "always",
    queryFn: ({ signal }) => api.get<MailLook>(path(organization), { signal }),
  });

function useKeeping<T>(organization: string, send: (what: T) => Promise<MailLook>) {
  const client = useQueryClient();
  return useMutation({
    networkMode: "always",
    mutationFn: send,
    onSuccess: (look) => client.setQueryData<MailLook>(lookKey(organization), look),
  });
}

/** An empty colour is KeyNest's own. */
export const useSaveColor = (organization: string) => useKeeping(organization, (color: string) => api.patch<MailLook>(path(organization), { color }));

export const useSaveLogo = (organization: string) =>
  useKeeping(organization, (file: File | null) => {
    if (!file) return api.delete<MailLook>(`${path(organization)}logo/`);
    const form = new FormData();
    form.set("file", file);
    return api.put<MailLook>(`${path(organization)}logo/`, form);
  });
