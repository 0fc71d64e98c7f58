/** Add, import, export, trash. */
"use client";

import { ChevronDown, ClipboardPaste, Download, Plus, Trash2 } from "lucide-react";

import { Button } from "@/components/ui/button";
import { Menu, MenuItem, MenuLabel, MenuSeparator } from "@/components/ui/menu";
import type { Environment, ExportFormat } from "@/lib/api/types";
import { done, failed } from "@/lib/toast";

import { downloadExport, EXPORT_FORMATS } from "../../transfer/file";

interface ActionsProps {
  environment: Environment;
  mayWrite: boolean;
  mayRead: boolean;
  onAdd: () => void;
  onImport: () => void;
  onTrash: () => void;
}

export function EnvironmentActions({ environment, mayWrite, mayRead, onAdd, onImport, onTrash }: ActionsProps) {
  const download = (format: ExportFormat, label: string) =>
    downloadExport(environment, format).then(() => done(`Exported as ${label}. The reading is in the audit log.`), failed);
  return (
    <>
      {mayWrite ? (
        <>
          <Button onClick={onImport}>
            <ClipboardPaste aria-hidden /> Import
          </Button>
          <Button variant="primary" onClick={onAdd}>
            <Plus aria-hidden /> Add variable
          </Button>
        </>
      ) : null}
      <Menu
        trigger={
          <Button aria-label="Export and more">
            <Download aria-hidden />
            <ChevronDown aria-hidden />
          </Button>
        }
      >
        {mayRead ? (
          <>
            <MenuLabel>Export with values</MenuLabel>
            {EXPORT_FORMATS.map(({ format, label }) => (
              <MenuItem key={format} onSelect={() => void download(format, label)}>
                {label}
              </MenuItem>
            ))}
            <MenuSeparator />
          </>
        ) : null}
        <MenuItem onSelect={onTrash}>
          <Trash2 aria-hidden /> Deleted variables
        </MenuItem>
      </Menu>
    </>
  );
}
