import * as z from "zod/mini";

export const organizationSchema = z.object({
  name: z.string().check(z.trim(), z.minLength(1, "Give it a name."), z.maxLength(100, "At most 100 characters.")),
  slug: z.string().check(
    z.trim(),
    z.maxLength(50, "At most 50 characters."),
    z.regex(/^([a-z0-9]+(-[a-z0-9]+)*)?$/, "Lower case letters, digits and single hyphens."),
  ),
});

export type OrganizationForm = z.infer<typeof organizationSchema>;
