/** At an environment: who else is here, who edits what, and what is being edited in this tab. Draws nothing itself. */
"use client";

import { type ReactNode, useEffect, useMemo, useRef } from "react";

import { useUser } from "@/hooks/use-session";

import { type Face, useFaces } from "../api/faces";
import type { Attendant } from "../company";
import { useEditing } from "../use-editing";
import { usePresence } from "../use-presence";
import { firstName } from "../words";
import { type Present, Stack } from "./stack";

export interface Around {
  /** Faces, for the head of the page. */
  here: ReactNode;
  /** First names of others, by the name of the variable that they edit. */
  editors: ReadonlyMap<string, string>;
  /** Says which variables are being edited in this tab; null when none is. */
  edit: (names: readonly string[] | null) => void;
}

interface PresenceProps {
  organization: string;
  environment: string;
  onChange: (around: Around) => void;
}

export function EnvironmentPresence({ organization, environment, onChange }: PresenceProps) {
  const stream = `e:${environment}`;
  const me = useUser().id;
  const company = usePresence(stream);
  const others = useMemo(() => [...(company.people?.values() ?? [])].filter(({ id }) => id !== me), [company.people, me]);
  const faces = useFaces(organization, stream, useMemo(() => others.map(({ id }) => id), [others]));
  const edit = useEditing(stream);
  const people = useMemo(() => named(others, faces), [others, faces]);
  // We are one of those who are only counted.
  const count = company.people ? people.length : Math.max(0, company.count - 1);
  const changed = useRef(onChange);
  useEffect(() => {
    changed.current = onChange;
  });
  useEffect(() => {
    changed.current({ here: <Stack people={people} count={count} />, editors: editorsOf(people), edit });
  }, [people, count, edit]);
  useEffect(() => () => changed.current({ here: null, editors: new Map(), edit: () => undefined }), []);
  return (
    <p role="status" className="sr-only">
      {[...editorsOf(people)].map(([name, who]) => `${who} is editing ${name}. `)}
    </p>
  );
}

function named(others: readonly Attendant[], faces: ReadonlyMap<string, Face>): Present[] {
  const rank = ({ doing, face }: Present) => `${doing === "editing" ? 0 : 1}${face.full_name}`;
  return others
    .flatMap((one) => {
      const face = faces.get(one.id);
      return face ? [{ ...one, face }] : [];
    })
    .sort((a, b) => rank(a).localeCompare(rank(b)));
}

function editorsOf(people: readonly Present[]): ReadonlyMap<string, string> {
  const editors = new Map<string, string>();
  for (const { keys, face } of people) {
    for (const key of keys) editors.set(key, [editors.get(key), firstName(face.full_name)].filter(Boolean).join(", "));
  }
  return editors;
}
