/** Search, counts, reveal all. */
"use client";

import { Eye, EyeOff, Search } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";

import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { useSearchText } from "@/hooks/use-search-text";
import { plural } from "@/lib/text";

import type { SearchQuery } from "../../search/query";
import type { EnvironmentScope } from "./scope";

const Confirm = dynamic(() => import("@/components/ui/confirm").then((module) => module.Confirm), { ssr: false });

interface ToolbarProps {
  scope: EnvironmentScope;
  query: SearchQuery;
  shown: number;
  total: number;
}

export function Toolbar({ scope, query, shown, total }: ToolbarProps) {
  const [text, setText] = useSearchText("q");
  const { reveals, mayRead, mayWrite, variables } = scope;
  const [asking, setAsking] = useState(false);
  const anyShown = reveals.values.size > 0;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <label className="relative min-w-56 flex-1 sm:max-w-md">
        <span className="sr-only">Search names and notes</span>
        <Search aria-hidden className="pointer-events-none absolute top-2.5 left-2.5 size-4 text-muted" />
        <Input
          type="search"
          data-search
          className="pl-8"
          placeholder="Search · type:secret changed:me missing:production"
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
        />
      </label>
      <p role="status" className="text-sm text-muted">
        {shown === total ? plural(total, "variable") : `${shown} of ${total}`}
        {mayWrite ? null : " · read only"}
        {query.unknown.length > 0 ? ` · unknown filter ${query.unknown.join(" ")}` : null}
      </p>
      {mayRead && variables.length > 0 ? (
        <Button size="sm" className="ml-auto" onClick={() => (anyShown ? reveals.hideAll() : setAsking(true))}>
          {anyShown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
          {anyShown ? "Hide all" : "Reveal all"}
        </Button>
      ) : null}
      {asking ? (
        <Confirm
          open
          onOpenChange={setAsking}
          tone="primary"
          title="Show every value?"
          action={`Reveal ${plural(variables.length, "value")}`}
          onConfirm={() => {
            setAsking(false);
            void reveals.all();
          }}
        >
          <p>They hide again after 30 seconds. The audit log will say that you read them.</p>
        </Confirm>
      ) : null}
    </div>
  );
}
