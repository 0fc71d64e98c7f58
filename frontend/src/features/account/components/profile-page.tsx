/** Name, picture, language and time, address, and the end of the account. */
"use client";

import dynamic from "next/dynamic";
import { useRef, useState } from "react";

import { Section } from "@/components/layout/page";
import { Avatar } from "@/components/ui/avatar";
import { Button } from "@/components/ui/button";
import { useUser } from "@/hooks/use-session";
import { done, failed } from "@/lib/toast";

import { useAvatar } from "../api/profile";
import { AccountFrame } from "./account-frame";

// Forms bring their checks along; the page stands without them.
const Names = dynamic(() => import("./names").then((module) => module.Names), { ssr: false });
const Reader = dynamic(() => import("./reader").then((module) => module.Reader), { ssr: false });
const ChangeEmail = dynamic(() => import("./change-email").then((module) => module.ChangeEmail), { ssr: false });
const DeleteAccount = dynamic(() => import("./delete-account").then((module) => module.DeleteAccount), { ssr: false });

export function ProfilePage() {
  return (
    <AccountFrame title="Profile">
      <Section title="You" lead="How your team sees you.">
        <Picture />
        <Names />
      </Section>
      <Section title="Language and time" lead="How KeyNest writes to you.">
        <Reader />
      </Section>
      <Section title="E-mail address" lead="You sign in with it, and mail goes there.">
        <ChangeEmail />
      </Section>
      <Section title="Delete account" lead="This can't be taken back.">
        <DeleteAccount />
      </Section>
    </AccountFrame>
  );
}

const PICTURE_MAX = 1024 * 1024;

function Picture() {
  const user = useUser();
  const avatar = useAvatar();
  const input = useRef<HTMLInputElement>(null);
  const [fault, setFault] = useState<string | null>(null);
  const choose = (file: File | undefined) => {
    if (!file) return;
    setFault(file.size > PICTURE_MAX ? "At most 1 MiB." : null);
    if (file.size <= PICTURE_MAX) avatar.mutate(file, { onSuccess: () => done("Picture changed."), onError: failed });
  };
  return (
    <div className="flex flex-wrap items-center gap-4">
      <Avatar name={user.full_name || user.email} url={user.avatar_url} className="size-14 text-lg" />
      <div className="grid gap-1">
        <div className="flex flex-wrap gap-2">
          <Button size="sm" busy={avatar.isPending} onClick={() => input.current?.click()}>
            Choose a picture
          </Button>
          {user.avatar_url ? (
            <Button size="sm" variant="ghost" onClick={() => avatar.mutate(null, { onError: failed })}>
              Remove it
            </Button>
          ) : null}
        </div>
        <p className="text-xs text-muted">PNG, JPEG or WebP, at most 1 MiB.</p>
        {fault ? (
          <p role="alert" className="text-xs font-medium text-danger">
            {fault}
          </p>
        ) : null}
      </div>
      <input ref={input} type="file" hidden accept="image/png,image/jpeg,image/webp" aria-label="Picture" onChange={(event) => choose(event.target.files?.[0])} />
    </div>
  );
}
