/** What the account forms accept before the server is asked. */
import * as z from "zod/mini";

export const PASSWORD_MIN = 12;
const EMAIL_MAX = 254;
const PASSWORD_MAX = 4096;

export const email = z.string().check(
  z.trim(),
  z.minLength(1, "Enter an e-mail address."),
  z.maxLength(EMAIL_MAX, "This address is too long."),
  z.regex(/^[^\s@]+@[^\s@]+$/, "This doesn't look like an e-mail address."),
);

export const newPassword = z
  .string()
  .check(
    z.minLength(PASSWORD_MIN, `Use at least ${PASSWORD_MIN} characters.`),
    z.maxLength(PASSWORD_MAX, "This password is too long."),
  );

export const loginSchema = z.object({
  email,
  password: z.string().check(z.minLength(1, "Enter your password.")),
});

export const registerSchema = z.object({
  email,
  first_name: z.string().check(z.trim(), z.maxLength(150, "This name is too long.")),
  last_name: z.string().check(z.trim(), z.maxLength(150, "This name is too long.")),
  password: newPassword,
});

export const emailSchema = z.object({ email });
export const resetSchema = z.object({ password: newPassword });
export const reloginSchema = z.object({ password: z.string().check(z.minLength(1, "Enter your password.")) });

export type LoginForm = z.infer<typeof loginSchema>;
export type RegisterForm = z.infer<typeof registerSchema>;
export type EmailForm = z.infer<typeof emailSchema>;
export type ResetForm = z.infer<typeof resetSchema>;
export type ReloginForm = z.infer<typeof reloginSchema>;
