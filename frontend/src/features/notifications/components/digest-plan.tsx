/** How often the digest comes, and when the next one does. */
"use client";

import Link from "next/link";

import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/input";
import { useUser } from "@/hooks/use-session";
import type { DigestPlan as Plan } from "@/lib/api/types";
import { paths } from "@/lib/routes";
import { ago, utcTime } from "@/lib/time";

import { clockTime, hourLabel, HOURS, WEEKDAYS } from "../digest";

interface PlanProps {
  plan: Plan;
  next: string | null;
  onChange: (plan: Plan) => void;
}

export function DigestPlan({ plan, next, onChange }: PlanProps) {
  const change = (part: Partial<Plan>) => onChange({ ...plan, ...part });
  return (
    <>
      <div className="flex flex-wrap items-end gap-x-4 gap-y-3">
        <Field label="How often">
          <Select value={plan.every} onChange={(event) => change({ every: event.target.value as Plan["every"] })}>
            <option value="day">Every day</option>
            <option value="week">Every week</option>
          </Select>
        </Field>
        {plan.every === "week" ? (
          <Field label="On">
            <Select value={plan.weekday} onChange={(event) => change({ weekday: Number(event.target.value) })}>
              {WEEKDAYS.map((name, weekday) => (
                <option key={name} value={weekday}>
                  {name}
                </option>
              ))}
            </Select>
          </Field>
        ) : null}
        <Field label="At">
          <Select value={plan.hour} onChange={(event) => change({ hour: Number(event.target.value) })}>
            {HOURS.map((hour) => (
              <option key={hour} value={hour}>
                {hourLabel(hour)}
              </option>
            ))}
          </Select>
        </Field>
      </div>
      <Clock next={next} />
    </>
  );
}

function Clock({ next }: { next: string | null }) {
  const { time_zone } = useUser();
  return (
    <div className="grid gap-1 text-sm">
      {next ? (
        <p>
          The next one comes on{" "}
          <time dateTime={next} title={utcTime(next)} className="font-medium">
            {clockTime(next, time_zone)}
          </time>
          , {ago(next)}, if something happened by then.
        </p>
      ) : (
        <p>No digest comes: nothing above is told in the digest.</p>
      )}
      <p className="text-muted">
        {time_zone ? `By the clock of ${time_zone.replaceAll("_", " ")}.` : "By the clock of this KeyNest, as you have named no time zone of yours."}{" "}
        <Link href={paths.account} className="text-accent underline underline-offset-3">
          {time_zone ? "Another time zone" : "Name it"}
        </Link>
      </p>
    </div>
  );
}
