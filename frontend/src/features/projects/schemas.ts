import * as z from "zod/mini";

const slug = z.string().check(
  z.trim(),
  z.maxLength(50, "At most 50 characters."),
  z.regex(/^([a-z0-9]+(-[a-z0-9]+)*)?$/, "Lower case letters, digits and single hyphens."),
);

const name = z.string().check(z.trim(), z.minLength(1, "Give it a name."), z.maxLength(100, "At most 100 characters."));

export const projectSchema = z.object({
  name,
  slug,
  description: z.string().check(z.trim(), z.maxLength(1000, "At most 1,000 characters.")),
});

export const newProjectSchema = z.extend(projectSchema, {
  environments: z.array(z.string()).check(z.minLength(1, "Keep at least one environment.")),
});

export const environmentSchema = z.object({ name, color: z.string(), protected: z.boolean() });

export type ProjectForm = z.infer<typeof projectSchema>;
export type NewProjectForm = z.infer<typeof newProjectSchema>;
export type EnvironmentForm = z.infer<typeof environmentSchema>;
