/** What a page says when it has nothing to show, or can't show it. */
"use client";

import Link from "next/link";
import type { ReactNode } from "react";

import { Button } from "@/components/ui/button";
import { explain, isProblem, Problem } from "@/lib/api/problem";
import { cn } from "@/lib/cn";
import { paths } from "@/lib/routes";

interface StateProps {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  mark?: ReactNode;
  className?: string;
}

export function EmptyState({ title, children, action, mark, className }: StateProps) {
  return (
    <section className={cn("grid justify-items-center gap-3 rounded-lg border border-dashed border-line-strong/60 px-6 py-12 text-center", className)}>
      {mark ? <div className="text-muted [&_svg]:size-7">{mark}</div> : null}
      <h2 className="text-lg">{title}</h2>
      {children ? <div className="max-w-prose text-muted">{children}</div> : null}
      {action ? <div className="mt-1 flex flex-wrap justify-center gap-2">{action}</div> : null}
    </section>
  );
}

function RequestId({ id }: { id: string | null }) {
  if (!id) return null;
  return (
    <p className="text-xs text-muted">
      Request <code className="font-mono select-all">{id}</code>
    </p>
  );
}

export function NotFoundState({ requestId = null }: { requestId?: string | null }) {
  return (
    <EmptyState
      title="Nothing here"
      action={
        <Button asChild variant="primary">
          <Link href={paths.organizations}>Your organizations</Link>
        </Button>
      }
    >
      <p>This doesn&apos;t exist, was deleted, or isn&apos;t shared with you. If somebody sent you the link, ask them to invite you.</p>
      <RequestId id={requestId} />
    </EmptyState>
  );
}

export function ForbiddenState({ needs = "a higher role", requestId = null }: { needs?: string; requestId?: string | null }) {
  return (
    <EmptyState title="Your role doesn't reach this far">
      <p>This needs {needs}. An owner or admin of the organization can change your role under Members.</p>
      <RequestId id={requestId} />
    </EmptyState>
  );
}

interface ErrorStateProps {
  error: unknown;
  retry?: () => void;
  needs?: string;
}

export function ErrorState({ error, retry, needs }: ErrorStateProps) {
  const requestId = error instanceof Problem ? error.requestId : null;
  if (isProblem(error, "not_found")) return <NotFoundState requestId={requestId} />;
  if (isProblem(error, "permission_denied")) return <ForbiddenState needs={needs} requestId={requestId} />;
  const title = isProblem(error, "offline") ? "You are offline" : "This didn't load";
  return (
    <EmptyState
      title={title}
      action={
        retry ? (
          <Button variant="primary" onClick={retry}>
            Try again
          </Button>
        ) : null
      }
    >
      <p role="alert">{explain(error)}</p>
      <RequestId id={requestId} />
    </EmptyState>
  );
}
