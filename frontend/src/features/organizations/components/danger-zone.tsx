/** Leave, hand over, delete. */
"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";

import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Select } from "@/components/ui/input";
import { useUser } from "@/hooks/use-session";
import { useLeaveGuard } from "@/hooks/use-unsaved";
import { can } from "@/lib/permissions";
import { paths } from "@/lib/routes";
import { useOrganization } from "@/lib/scope";
import { done, failed } from "@/lib/toast";

import { useExitOrganization, useTransferOrganization } from "../api/change-organization";
import { usePeople } from "../api/list-people";

type Asking = "leave" | "transfer" | "delete" | null;

export function DangerZone() {
  const organization = useOrganization();
  const router = useRouter();
  const guard = useLeaveGuard();
  const exit = useExitOrganization(organization.id);
  const [asking, setAsking] = useState<Asking>(null);
  const close = () => setAsking(null);
  const gone = (said: string) => ({
    onSuccess: () => {
      done(said);
      router.replace(paths.organizations);
    },
    onError: failed,
    onSettled: close,
  });
  return (
    <div className="grid divide-y rounded-md border border-danger/40 bg-surface">
      <Corner title="Leave" about="You lose access at once. The last owner can't leave.">
        <Button onClick={() => setAsking("leave")}>Leave {organization.name}</Button>
      </Corner>
      {can(organization, "organization:transfer") ? <Transfer open={asking === "transfer"} onAsk={() => setAsking("transfer")} onClose={close} /> : null}
      {can(organization, "organization:delete") ? (
        <Corner title="Delete" about="All projects, variables and their history are deleted.">
          <Button variant="danger" onClick={() => setAsking("delete")}>
            Delete organization
          </Button>
        </Corner>
      ) : null}
      <Confirm
        open={asking === "leave"}
        onOpenChange={close}
        title={`Leave ${organization.name}?`}
        action="Leave"
        busy={exit.isPending}
        onConfirm={() => guard.leave(() => exit.mutate({ leave: true }, gone(`You left ${organization.name}.`)))}
      >
        <p>To come back you need a new invitation.</p>
      </Confirm>
      <Confirm
        open={asking === "delete"}
        onOpenChange={close}
        typed={organization.slug}
        title={`Delete ${organization.name}?`}
        action="Delete for good"
        busy={exit.isPending}
        onConfirm={() => exit.mutate({ confirm: organization.slug }, gone(`${organization.name} is deleted.`))}
      >
        <p>Everybody loses access, and every value is destroyed. There is no way back.</p>
      </Confirm>
      {guard.dialog}
    </div>
  );
}

function Corner({ title, about, children }: { title: string; about: string; children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center gap-3 p-4">
      <div className="min-w-48 flex-1">
        <h3 className="text-sm font-medium">{title}</h3>
        <p className="text-sm text-muted">{about}</p>
      </div>
      {children}
    </div>
  );
}

function Transfer({ open, onAsk, onClose }: { open: boolean; onAsk: () => void; onClose: () => void }) {
  const organization = useOrganization();
  const me = useUser().id;
  const { data: members = [] } = usePeople(organization.id);
  const transfer = useTransferOrganization(organization.id);
  const [heir, setHeir] = useState("");
  const others = members.filter((member) => member.user.id !== me);
  const name = others.find((member) => member.user.id === heir)?.user;
  return (
    <Corner title="Transfer ownership" about="Another member becomes owner; you become admin.">
      <Select aria-label="New owner" value={heir} onChange={(event) => setHeir(event.target.value)}>
        <option value="">Choose a member</option>
        {others.map((member) => (
          <option key={member.user.id} value={member.user.id}>
            {member.user.full_name || member.user.email}
          </option>
        ))}
      </Select>
      <Button disabled={!heir} onClick={onAsk}>
        Transfer
      </Button>
      <Confirm
        open={open}
        onOpenChange={onClose}
        title="Transfer ownership?"
        action="Transfer"
        busy={transfer.isPending}
        onConfirm={() =>
          transfer.mutate(heir, { onSuccess: () => done("Ownership transferred. You are admin now."), onError: failed, onSettled: onClose })
        }
      >
        <p>{name?.full_name || name?.email} decides about this organization from then on.</p>
      </Confirm>
    </Corner>
  );
}
