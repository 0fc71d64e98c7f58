/** The person at the top right: account, theme, keys, sign out. */
"use client";

import { Gauge, Keyboard, LogOut, MonitorSmartphone, UserRound } from "lucide-react";
import Link from "next/link";

import { ThemeChoice } from "@/components/layout/theme-menu";
import { Avatar } from "@/components/ui/avatar";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu";
import { logout } from "@/features/auth/api/logout";
import { useUser } from "@/hooks/use-session";
import { useLeaveGuard } from "@/hooks/use-unsaved";
import { paths } from "@/lib/routes";

export function AccountMenu({ onKeys }: { onKeys: () => void }) {
  const user = useUser();
  const guard = useLeaveGuard();
  const name = user.full_name || user.email;
  return (
    <>
      <Menu
        trigger={
          <button type="button" aria-label={`Account of ${name}`} className="grid size-8 place-items-center rounded-md hover:bg-sunken">
            <Avatar name={name} url={user.avatar_url} />
          </button>
        }
      >
        <div className="px-2 py-1.5 text-sm">
          <p className="truncate font-medium">{name}</p>
          <p className="truncate text-xs text-muted">{user.email}</p>
        </div>
        <MenuSeparator />
        <MenuItem asChild>
          <Link href={paths.account}>
            <UserRound aria-hidden /> Account
          </Link>
        </MenuItem>
        <MenuItem asChild>
          <Link href={paths.sessions}>
            <MonitorSmartphone aria-hidden /> Sessions
          </Link>
        </MenuItem>
        {user.is_operator ? (
          <MenuItem asChild>
            <Link href={paths.workers}>
              <Gauge aria-hidden /> This KeyNest
            </Link>
          </MenuItem>
        ) : null}
        <MenuItem onSelect={onKeys}>
          <Keyboard aria-hidden /> Keyboard shortcuts
        </MenuItem>
        <MenuSeparator />
        <ThemeChoice />
        <MenuSeparator />
        <MenuItem onSelect={() => guard.leave(() => void logout())}>
          <LogOut aria-hidden /> Sign out
        </MenuItem>
      </Menu>
      {guard.dialog}
    </>
  );
}
