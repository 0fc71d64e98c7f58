/** "3 minutes ago", with the exact time in both clocks on hover. */
import { ago, localTime, utcTime } from "@/lib/time";

export function Ago({ at, short, className }: { at: string; short?: boolean; className?: string }) {
  return (
    <time dateTime={at} title={`${localTime(at)} · ${utcTime(at)}`} className={className}>
      {ago(at, { short })}
    </time>
  );
}
