/** Colour and logo of an organization's letters, seen in one of them. */
"use client";

import { QueryView } from "@/components/feedback/query-view";
import type { MailLetter, MailLook } from "@/lib/api/types";
import { useOrganization } from "@/lib/scope";

import { useLook } from "../api/look";
import { isWanted } from "../color";
import { useColorDraft } from "../use-draft";
import { usePreview } from "../use-preview";
import { Color } from "./color";
import { Logo } from "./logo";
import { PreviewPane } from "./preview-pane";

export function LookSettings({ letter }: { letter: MailLetter | undefined }) {
  const organization = useOrganization();
  const look = useLook(organization.id, true);
  return (
    <QueryView query={look}>
      {(known) => (
        <>
          <Logo url={known.logo_url} />
          <Color kept={known.color} />
          {letter ? <Sample key={`${known.color} ${known.logo_url}`} letter={letter} look={known} /> : null}
        </>
      )}
    </QueryView>
  );
}

function Sample({ letter, look }: { letter: MailLetter; look: MailLook }) {
  const organization = useOrganization();
  const { color, changed } = useColorDraft(look.color);
  const preview = usePreview(organization.id, letter.name, { texts: letter.texts ?? {}, ...(changed && isWanted(color) ? { color } : {}) });
  return <PreviewPane label={letter.label} preview={preview} />;
}
