import { fireEvent, render, screen } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { setShortcutsEnabled } from "@/lib/preferences";

import { keyName, type Shortcuts, useShortcuts } from "./use-shortcuts";

function Page({ shortcuts, dialog = false }: { shortcuts: Shortcuts; dialog?: boolean }) {
  useShortcuts(shortcuts);
  return (
    <>
      <input aria-label="field" />
      <button type="button">act</button>
      {dialog ? <div role="dialog" /> : null}
    </>
  );
}

describe("shortcuts", () => {
  beforeEach(() => setShortcutsEnabled(true));
  const press = (key: string, target: Element | Window = window, more = {}) => fireEvent.keyDown(target, { key, ...more });

  it("have names", () => {
    const plain = { ctrlKey: false, metaKey: false, shiftKey: false };
    expect(keyName({ ...plain, key: "K", metaKey: true })).toBe("mod+k");
    expect(keyName({ ...plain, key: "E", shiftKey: true })).toBe("shift+e");
    expect(keyName({ ...plain, key: "?", shiftKey: true })).toBe("?");
    expect(keyName({ ...plain, key: "ArrowDown" })).toBe("ArrowDown");
  });

  it("run on a single key and on a sequence", () => {
    const [n, gp] = [vi.fn(), vi.fn()];
    render(<Page shortcuts={{ n, "g p": gp }} />);
    press("n");
    press("g");
    press("p");
    press("p");
    expect(n).toHaveBeenCalledTimes(1);
    expect(gp).toHaveBeenCalledTimes(1);
  });

  it("leave typing alone, but not mod+K", () => {
    const [n, palette] = [vi.fn(), vi.fn()];
    render(<Page shortcuts={{ n, "mod+k": palette }} />);
    press("n", screen.getByLabelText("field"));
    press("k", screen.getByLabelText("field"), { ctrlKey: true });
    expect(n).not.toHaveBeenCalled();
    expect(palette).toHaveBeenCalledTimes(1);
  });

  it("leave Enter to the button that has the focus", () => {
    const enter = vi.fn();
    render(<Page shortcuts={{ Enter: enter }} />);
    press("Enter", screen.getByRole("button"));
    expect(enter).not.toHaveBeenCalled();
    press("Enter");
    expect(enter).toHaveBeenCalledTimes(1);
  });

  it("rest while a dialog is open", () => {
    const n = vi.fn();
    render(<Page shortcuts={{ n }} dialog />);
    press("n");
    expect(n).not.toHaveBeenCalled();
  });

  it("can be switched off, single keys only", () => {
    const [n, palette] = [vi.fn(), vi.fn()];
    setShortcutsEnabled(false);
    render(<Page shortcuts={{ n, "mod+k": palette }} />);
    press("n");
    press("k", window, { metaKey: true });
    expect(n).not.toHaveBeenCalled();
    expect(palette).toHaveBeenCalledTimes(1);
  });
});
