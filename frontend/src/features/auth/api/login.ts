import { useMutation } from "@tanstack/react-query";

import { api } from "@/lib/api/client";
import type { SignInAnswer } from "@/lib/api/types";

import type { LoginForm } from "../schemas";
import { enter } from "./enter";

const login = (body: LoginForm) => api.post<SignInAnswer>("/api/auth/login/", body, { anonymous: true, cookie: "set" });

export const useLogin = () => useMutation({ mutationFn: login, onSuccess: enter });
