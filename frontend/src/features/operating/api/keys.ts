/** Where the operators' endpoints are, and the keys that their answers are kept under. */
export const path = "/api/operator/";
export const key = (...rest: readonly unknown[]) => ["operator", ...rest] as const;

/** Asked even where the browser takes itself to be offline: then it says so, instead of waiting without a word. */
export const ALWAYS = { networkMode: "always" } as const;

export const POLL_MS = 5_000;
