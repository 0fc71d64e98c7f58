/** A face, or two letters in its place. */
import { cn } from "@/lib/cn";
import { initials } from "@/lib/text";

interface AvatarProps {
  name: string;
  url?: string | null;
  className?: string;
}

export function Avatar({ name, url, className }: AvatarProps) {
  const classes = cn("size-6 shrink-0 rounded-sm bg-accent-soft text-2xs font-semibold text-accent", className);
  // eslint-disable-next-line @next/next/no-img-element -- a 256 px picture from our own server; the export has no image optimizer
  if (url) return <img src={url} alt="" width={256} height={256} className={cn(classes, "object-cover")} />;
  return (
    <span aria-hidden className={cn(classes, "inline-grid place-items-center")}>
      {initials(name)}
    </span>
  );
}
