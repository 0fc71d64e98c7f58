/** The organization visited last, to open next time. Its address only; never data. */
const KEY = "keynest.last-organization";

export const rememberOrganization = (slug: string): void => localStorage.setItem(KEY, slug);
export const lastOrganization = (): string | null => localStorage.getItem(KEY);
