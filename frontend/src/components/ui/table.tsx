/** Dense tables: hairlines, small capitals over the columns, room to scroll sideways on a phone. */
import type { ComponentProps } from "react";

import { cn } from "@/lib/cn";

export function Table({ className, label, ...props }: ComponentProps<"table"> & { label: string }) {
  return (
    // A region that scrolls must be reachable by keyboard.
    <div role="region" aria-label={label} tabIndex={0} className="relative overflow-x-auto rounded-md border bg-surface">
      <table aria-label={label} className={cn("w-full min-w-[38rem] border-collapse text-sm", className)} {...props} />
    </div>
  );
}

export function Th({ className, ...props }: ComponentProps<"th">) {
  return <th scope="col" className={cn("eyebrow h-8 border-b bg-paper px-3 text-left font-normal whitespace-nowrap", className)} {...props} />;
}

export function Tr({ className, ...props }: ComponentProps<"tr">) {
  return <tr className={cn("border-b last:border-b-0 hover:bg-paper", className)} {...props} />;
}

export function Td({ className, ...props }: ComponentProps<"td">) {
  return <td className={cn("h-10 px-3 py-1.5 align-middle", className)} {...props} />;
}
