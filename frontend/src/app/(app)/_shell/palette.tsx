/** mod+K: go anywhere, find a variable by name in every project, switch, create, change the theme, leave. */
"use client";

import { Command } from "cmdk";
import { useTheme } from "next-themes";
import { useRouter } from "next/navigation";
import { useState } from "react";

import { EnvironmentDot } from "@/components/ui/badge";
import { inWords } from "@/features/chat/rooms";
import { useRooms } from "@/features/chat/api/rooms";
import { logout } from "@/features/auth/api/logout";
import { useNameSearch } from "@/features/vault/api/search-names";
import { useDebounced } from "@/hooks/use-debounced";
import { useUser } from "@/hooks/use-session";
import { paths } from "@/lib/routes";

import { useWhere } from "./use-where";

const item =
  "flex min-h-9 cursor-default items-center gap-2 rounded-sm px-2.5 text-sm data-[selected=true]:bg-sunken [&_small]:ml-auto [&_small]:text-xs [&_small]:text-muted";
const group = "[&_[cmdk-group-heading]]:eyebrow [&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-3 [&_[cmdk-group-heading]]:pb-1";

interface PaletteProps {
  onClose: () => void;
  onKeys: () => void;
  /** Asks about unsaved work first. */
  leave: (go: () => void) => void;
}

export function Palette({ onClose, onKeys, leave }: PaletteProps) {
  const router = useRouter();
  const [text, setText] = useState("");
  const run = (work: () => void) => () => {
    onClose();
    work();
  };
  const go = (to: string) => run(() => router.push(to));
  return (
    <Command.Dialog
      open
      onOpenChange={onClose}
      label="Search and commands"
      loop
      overlayClassName="fixed inset-0 z-40 bg-black/35 dark:bg-black/60"
      contentClassName="fixed left-1/2 top-[12dvh] z-50 w-[min(92vw,38rem)] -translate-x-1/2 overflow-hidden rounded-lg border bg-surface shadow-float"
    >
      <Command.Input
        value={text}
        onValueChange={setText}
        placeholder="Where to, or which variable?"
        className="h-12 w-full border-b bg-transparent px-4 outline-none"
      />
      <Command.List className="max-h-[56dvh] overflow-y-auto p-1.5">
        <Command.Empty className="px-3 py-6 text-center text-sm text-muted">Nothing by that name.</Command.Empty>
        <Names text={text} go={go} />
        <Places go={go} />
        <Rooms go={go} />
        <Organizations go={(to) => run(() => leave(() => router.push(to)))} />
        <Actions run={run} go={go} onKeys={onKeys} leave={leave} />
      </Command.List>
    </Command.Dialog>
  );
}

type Go = (to: string) => () => void;

function Names({ text, go }: { text: string; go: Go }) {
  const { organization, projects } = useWhere();
  const wanted = useDebounced(text.trim());
  const found = useNameSearch(organization?.id, projects, wanted);
  if (!organization || found.length === 0) return null;
  return (
    <Command.Group heading="Variables" className={group}>
      {found.map(({ name, project, environment }) => (
        <Command.Item
          key={`${environment.id}/${name}`}
          value={`variable ${name} ${project.name} ${environment.name}`}
          onSelect={go(`${paths.env(organization.slug, project.slug, environment.slug)}?q=${encodeURIComponent(name)}`)}
          className={item}
        >
          <EnvironmentDot color={environment.color} />
          <span className="truncate font-mono">{name}</span>
          <small>
            {project.name} · {environment.name}
          </small>
        </Command.Item>
      ))}
    </Command.Group>
  );
}

function Places({ go }: { go: Go }) {
  const { organization, projects } = useWhere();
  if (!organization) return null;
  const org = organization.slug;
  const pages = [
    ["Projects", paths.projects(org)],
    ["Chat", paths.chat(org)],
    ["Share links", paths.shares(org)],
    ["Members", paths.members(org)],
    ["Audit log", paths.audit(org)],
    ["Organization settings", paths.orgSettings(org)],
    ["Organization settings: notifications", paths.orgNotifications(org)],
    ["Organization settings: mail", paths.orgMail(org)],
    ["First steps", paths.start(org)],
  ] as const;
  return (
    <>
      <Command.Group heading={organization.name} className={group}>
        {pages.map(([label, to]) => (
          <Command.Item key={to} value={`go ${label}`} onSelect={go(to)} className={item}>
            {label}
          </Command.Item>
        ))}
      </Command.Group>
      <Command.Group heading="Environments" className={group}>
        {projects?.flatMap((project) => [
          <Command.Item key={project.id} value={`project ${project.name}`} onSelect={go(paths.project(org, project.slug))} className={item}>
            {project.name} <small>project</small>
          </Command.Item>,
          ...project.environments.map((environment) => (
            <Command.Item
              key={environment.id}
              value={`environment ${project.name} ${environment.name}`}
              onSelect={go(paths.env(org, project.slug, environment.slug))}
              className={item}
            >
              <EnvironmentDot color={environment.color} /> {project.name} · {environment.name}
            </Command.Item>
          )),
        ])}
      </Command.Group>
    </>
  );
}

function Rooms({ go }: { go: Go }) {
  const { organization } = useWhere();
  const me = useUser().id;
  const { data: rooms } = useRooms(organization?.id);
  if (!organization || !rooms) return null;
  return (
    <Command.Group heading="Rooms" className={group}>
      {rooms.map((room) => (
        <Command.Item key={room.id} value={`room ${inWords(room, me)} ${room.id}`} onSelect={go(paths.room(organization.slug, room.id))} className={item}>
          <span className="truncate">{inWords(room, me)}</span> {room.unread > 0 ? <small>{room.unread} unread</small> : null}
        </Command.Item>
      ))}
    </Command.Group>
  );
}

function Organizations({ go }: { go: Go }) {
  const { organizations, route } = useWhere();
  const others = organizations?.filter((one) => one.slug !== route.org) ?? [];
  if (others.length === 0) return null;
  return (
    <Command.Group heading="Switch organization" className={group}>
      {others.map((one) => (
        <Command.Item key={one.id} value={`organization ${one.name}`} onSelect={go(paths.org(one.slug))} className={item}>
          {one.name}
        </Command.Item>
      ))}
    </Command.Group>
  );
}

interface ActionsProps {
  run: (work: () => void) => () => void;
  go: Go;
  onKeys: () => void;
  leave: (go: () => void) => void;
}

const INSTANCE = [
  ["sign-in", paths.instanceSignIn],
  ["workers", paths.workers],
  ["outbox", paths.outbox],
  ["letters", paths.letters],
] as const;

function Actions({ run, go, onKeys, leave }: ActionsProps) {
  const { organization } = useWhere();
  const { setTheme } = useTheme();
  const user = useUser();
  const actions: [string, () => void][] = [
    ...(organization ? ([["New project", go(paths.newProject(organization.slug))]] as [string, () => void][]) : []),
    ["New organization", go(paths.newOrganization)],
    ["Inbox", go(paths.inbox)],
    ["Notification preferences", go(paths.preferences)],
    ["Account", go(paths.account)],
    ["Account: security", go(paths.security)],
    ["Account: connections", go(paths.connections)],
    ["Account: sessions", go(paths.sessions)],
    ...(user.is_operator ? INSTANCE.map(([label, to]) => [`This KeyNest: ${label}`, go(to)] as [string, () => void]) : []),
    ["Light theme", run(() => setTheme("light"))],
    ["Dark theme", run(() => setTheme("dark"))],
    ["Keyboard shortcuts", onKeys],
    ["Sign out", run(() => leave(() => void logout()))],
  ];
  return (
    <Command.Group heading="Commands" className={group}>
      {actions.map(([label, work]) => (
        <Command.Item key={label} value={`command ${label}`} onSelect={work} className={item}>
          {label}
        </Command.Item>
      ))}
    </Command.Group>
  );
}
