/** The revealed values of one page, gone with it. */
"use client";

import { useEffect, useState, useSyncExternalStore } from "react";

import type { Variable } from "@/lib/api/types";
import { failed } from "@/lib/toast";

import { revealAll, revealValue } from "./api/reveal";
import { Reveals } from "./reveal";

const NOTHING: ReadonlyMap<string, string> = new Map();

export interface RevealControl {
  values: ReadonlyMap<string, string>;
  toggle: (variable: Variable) => Promise<void>;
  all: () => Promise<void>;
  hideAll: () => void;
}

export function useReveals(environment: string, variables: readonly Variable[]): RevealControl {
  const [reveals] = useState(() => new Reveals());
  const values = useSyncExternalStore(reveals.subscribe, reveals.values, () => NOTHING);
  useEffect(() => {
    reveals.keepCurrent(new Map(variables.map(({ id, version }) => [id, version])));
  }, [reveals, variables]);
  useEffect(() => {
    const look = () => reveals.visibility(document.hidden);
    document.addEventListener("visibilitychange", look);
    return () => {
      document.removeEventListener("visibilitychange", look);
      reveals.hideAll();
    };
  }, [reveals]);
  return {
    values,
    hideAll: () => reveals.hideAll(),
    toggle: async (variable) => {
      if (reveals.values().has(variable.id)) return reveals.hide(variable.id);
      try {
        reveals.show([{ id: variable.id, value: await revealValue(variable.id), version: variable.version }]);
      } catch (error) {
        failed(error);
      }
    },
    all: async () => {
      try {
        const found = await revealAll(environment);
        const versions = new Map(variables.map(({ id, version }) => [id, version]));
        reveals.show([...found].map(([id, value]) => ({ id, value, version: versions.get(id) ?? 0 })));
      } catch (error) {
        failed(error);
      }
    },
  };
}
