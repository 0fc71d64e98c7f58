import { useMutation } from "@tanstack/react-query";

import { api } from "@/lib/api/client";
import type { Detail, User } from "@/lib/api/types";
import { session } from "@/lib/session/browser";

const path = "/api/auth/profile/";
const keep = (user: User) => session.updateUser(user);

/** After a change that was made elsewhere. */
export const fetchOwner = async (): Promise<void> => keep(await api.get<User>(path));

export interface ProfileBody {
  username?: string | null;
  first_name: string;
  last_name: string;
}

export const useUpdateProfile = () => useMutation({ mutationFn: (body: ProfileBody) => api.patch<User>(path, body), onSuccess: keep });

export type ReaderBody = Pick<User, "language" | "time_zone">;

export const useUpdateReader = () => useMutation({ mutationFn: (body: ReaderBody) => api.patch<User>(path, body), onSuccess: keep });

export function useAvatar() {
  return useMutation({
    mutationFn: (file: File | null) => {
      if (!file) return api.delete<User>("/api/auth/avatar/");
      const form = new FormData();
      form.set("file", file);
      return api.put<User>("/api/auth/avatar/", form);
    },
    onSuccess: keep,
  });
}

export const useChangeEmail = () =>
  useMutation({ mutationFn: (body: { email: string; current_password?: string }) => api.post<Detail>("/api/auth/email-change/", body) });

/** The account is gone; so is every session. Without a password another proof is asked for. */
export const useDeleteAccount = () =>
  useMutation({
    mutationFn: (body: { current_password?: string }) => api.delete(path, body, { cookie: "use" }),
    onSuccess: () => session.end(),
  });
