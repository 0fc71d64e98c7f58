import type { ReactNode } from "react";

import { OrganizationScope } from "@/features/organizations/components/organization-scope";

/** One placeholder: the server maps every real address to it. */
export const generateStaticParams = () => [{ org: "_" }];

export default function OrganizationLayout({ children }: { children: ReactNode }) {
  return <OrganizationScope>{children}</OrganizationScope>;
}
