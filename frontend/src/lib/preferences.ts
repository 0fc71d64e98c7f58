/** How this browser likes things; never anything secret. */

const SHORTCUTS = "keynest.shortcuts";

export const shortcutsEnabled = (): boolean => localStorage.getItem(SHORTCUTS) !== "off";

export const setShortcutsEnabled = (on: boolean): void => {
  if (on) localStorage.removeItem(SHORTCUTS);
  else localStorage.setItem(SHORTCUTS, "off");
};
