/** Which happenings one wants to hear of: here, by mail at once, or in a digest. */
"use client";

import { QueryView } from "@/components/feedback/query-view";
import { EmptyState } from "@/components/feedback/states";
import { Page, Section } from "@/components/layout/page";
import { Switch } from "@/components/ui/switch";

import { type PreferenceChanges, useChangePreferences, usePreferences } from "../api/preferences";
import { BrowserNotices } from "./browser-notices";
import { ChoiceTable } from "./choice-table";
import { DigestPlan } from "./digest-plan";
import { Saved } from "./saved";

const INVITED = "invitation.received";

const why = (kind: string) =>
  kind === INVITED ? "Always shown. Whether it is mailed too, you choose below." : "Always told, so that nobody can hide from you what happens to your account.";

export function Preferences() {
  const preferences = usePreferences();
  const change = useChangePreferences();
  const save = (changes: PreferenceChanges) => change.mutate(changes);
  return (
    <Page
      title="Notification preferences"
      lead="How you hear of what happens. Where you choose nothing, the organization it happens in may have a default of its own."
    >
      <QueryView query={preferences}>
        {({ kinds, digest, next_digest_at, invitation_mails }) => (
          <>
            {kinds.length === 0 ? (
              <EmptyState title="Nothing to choose">This KeyNest tells of nothing yet.</EmptyState>
            ) : (
              <ChoiceTable
                label="Notification preferences"
                rows={kinds.map((row) => (row.kind === INVITED && !invitation_mails ? { ...row, mail: "never" } : row))}
                why={why}
                onChange={(choice) => save({ kinds: [choice] })}
                onReset={(kind) => save({ reset: [kind] })}
              />
            )}
            <Section title="Digest" lead="One mail for everything that can wait. None comes when nothing happened.">
              <DigestPlan plan={digest} next={next_digest_at} onChange={(plan) => save({ digest: plan })} />
            </Section>
            <Section title="This browser" lead="Only here; other browsers have a switch of their own.">
              <BrowserNotices />
            </Section>
            <Section title="Invitations" lead="To organizations, from anybody.">
              <InvitationMails on={invitation_mails} onChange={(on) => save({ invitation_mails: on })} />
            </Section>
            <Saved saving={change.isPending} saved={change.isSuccess} error={change.error} />
          </>
        )}
      </QueryView>
    </Page>
  );
}

function InvitationMails({ on, onChange }: { on: boolean; onChange: (on: boolean) => void }) {
  return (
    <div className="flex items-start gap-4">
      <div className="min-w-0 flex-1">
        <h3 className="text-sm font-medium">Mail me invitations</h3>
        <p className="max-w-prose text-sm text-muted">
          {on ? "Whoever invites you has the link mailed to you." : "No invitation is mailed to you. Inviters are told, and can pass the link on themselves."}
        </p>
      </div>
      <Switch label="Mail me invitations" checked={on} onChange={onChange} />
    </div>
  );
}
