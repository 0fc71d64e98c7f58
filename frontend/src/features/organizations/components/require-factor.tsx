/** Whether members need a second factor, and who would stand before a locked door. */
"use client";

import Link from "next/link";
import { useState } from "react";

import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Notice } from "@/components/ui/notice";
import { Switch } from "@/components/ui/switch";
import { useUser } from "@/hooks/use-session";
import type { Member } from "@/lib/api/types";
import { can } from "@/lib/permissions";
import { paths } from "@/lib/routes";
import { useOrganization } from "@/lib/scope";
import { plural } from "@/lib/text";
import { done, failed } from "@/lib/toast";

import { useUpdateOrganization } from "../api/change-organization";
import { usePeople } from "../api/list-people";

const NAMED = 8;

export function RequireFactor() {
  const organization = useOrganization();
  const user = useUser();
  const update = useUpdateOrganization(organization.id);
  const { data: people } = usePeople(organization.id, can(organization, "member:read"));
  const [asking, setAsking] = useState(false);
  const mayChange = can(organization, "organization:update");
  const on = organization.require_mfa;
  const without = people?.filter((member) => !member.mfa_enabled) ?? [];
  const lacksOwn = !on && !user.mfa_enabled;
  const change = () =>
    update.mutate(
      { require_mfa: !on },
      {
        onSuccess: () => done(on ? "A second factor is no longer asked for." : "A second factor is asked for from now on."),
        onError: failed,
        onSettled: () => setAsking(false),
      },
    );
  return (
    <div className="grid gap-4">
      <div className="flex items-start gap-4">
        <div className="min-w-0 flex-1">
          <h3 className="text-sm font-medium">Require a second factor</h3>
          <p className="max-w-prose text-sm text-muted">
            Nobody gets in by a password alone. Members without a second factor see this organization locked, at once, until they set one up.
          </p>
        </div>
        <Switch label="Require a second factor" checked={on} disabled={!mayChange || lacksOwn} onChange={() => setAsking(true)} />
      </div>
      {mayChange && lacksOwn ? (
        <Notice
          action={
            <Button asChild size="sm">
              <Link href={paths.securityFor(paths.orgSettings(organization.slug))}>Set up yours</Link>
            </Button>
          }
        >
          Set up a second factor of your own first, or you would lock yourself out.
        </Notice>
      ) : null}
      {people ? <Standing people={people} without={without} /> : null}
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        tone={on ? "danger" : "primary"}
        title={on ? "Ask for a second factor no more?" : "Require a second factor?"}
        action={on ? "Stop asking" : "Require it"}
        busy={update.isPending}
        onConfirm={change}
      >
        {on ? <p>A stolen password is enough then to get at every value that its owner may read.</p> : <LockedOut without={without} />}
      </Confirm>
    </div>
  );
}

function Standing({ people, without }: { people: readonly Member[]; without: readonly Member[] }) {
  const organization = useOrganization();
  if (without.length === 0) return <p className="text-sm">Everybody here has a second factor.</p>;
  return (
    <p className="text-sm">
      {people.length - without.length} of {plural(people.length, "person", "people")} {people.length - without.length === 1 ? "has" : "have"} one.{" "}
      <Link href={paths.members(organization.slug)} className="text-accent underline underline-offset-3">
        See who
      </Link>
    </p>
  );
}

function LockedOut({ without }: { without: readonly Member[] }) {
  if (without.length === 0) return <p>Everybody here has one already: nobody is locked out.</p>;
  const more = without.length - NAMED;
  return (
    <>
      <p>{plural(without.length, "person is", "people are")} locked out until they set one up:</p>
      <ul className="list-disc pl-5">
        {without.slice(0, NAMED).map(({ user }) => (
          <li key={user.id} className="[overflow-wrap:anywhere]">
            {user.full_name ? `${user.full_name}, ${user.email}` : user.email}
          </li>
        ))}
        {more > 0 ? <li>and {more} more</li> : null}
      </ul>
      <p>Their open connections end at once. They find the way to set it up on the page where they stand.</p>
    </>
  );
}
