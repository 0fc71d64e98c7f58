/** One letter, found by its address. */
"use client";

import { ArrowLeft } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { usePathname } from "next/navigation";

import { QueryView } from "@/components/feedback/query-view";
import { ForbiddenState } from "@/components/feedback/states";
import { RowsSkeleton } from "@/components/ui/skeleton";
import { can } from "@/lib/permissions";
import { paths } from "@/lib/routes";
import { useOrganization } from "@/lib/scope";

import { useLetter } from "../api/letters";
import { letterOf } from "../letter";

const LetterEditor = dynamic(() => import("./letter-editor").then((module) => module.LetterEditor), { ssr: false, loading: () => <RowsSkeleton /> });

export function LetterPage() {
  const organization = useOrganization();
  const name = letterOf(usePathname());
  const mayChange = can(organization, "organization:update");
  const letter = useLetter(organization.id, name, mayChange && name !== "");
  if (!mayChange) return <ForbiddenState needs="the role admin or owner" />;
  return (
    <>
      <Link href={paths.orgMail(organization.slug)} className="inline-flex items-center gap-1.5 justify-self-start rounded-sm text-sm text-muted hover:text-ink">
        <ArrowLeft aria-hidden className="size-4" /> All letters
      </Link>
      <QueryView query={letter} needs="the role admin or owner">
        {(found) => <LetterEditor key={found.name} letter={found} />}
      </QueryView>
    </>
  );
}
