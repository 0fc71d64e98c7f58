import * as z from "zod/mini";

const PASSWORD_MIN = 12;

export const profileSchema = z.object({
  first_name: z.string().check(z.trim(), z.maxLength(150, "At most 150 characters.")),
  last_name: z.string().check(z.trim(), z.maxLength(150, "At most 150 characters.")),
  username: z.string().check(
    z.trim(),
    z.maxLength(150, "At most 150 characters."),
    z.regex(/^[\w.@+-]*$/u, "Letters, digits and . @ + - _ only."),
  ),
});

export const passwordSchema = z.object({
  current_password: z.string().check(z.minLength(1, "Enter your current password.")),
  password: z.string().check(z.minLength(PASSWORD_MIN, `Use at least ${PASSWORD_MIN} characters.`), z.maxLength(4096, "This password is too long.")),
});

const email = z.string().check(z.trim(), z.maxLength(254, "This address is too long."), z.regex(/^[^\s@]+@[^\s@]+$/, "This doesn't look like an e-mail address."));

export const emailChangeSchema = z.object({
  email,
  current_password: z.string().check(z.minLength(1, "Enter your current password.")),
});

/** Accounts without a password prove in another way that it is they. */
export const emailOnlySchema = z.object({ email, current_password: z.string() });

export type ProfileForm = z.infer<typeof profileSchema>;
export type PasswordForm = z.infer<typeof passwordSchema>;
export type EmailChangeForm = z.infer<typeof emailChangeSchema>;
