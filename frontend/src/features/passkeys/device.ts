/** What a passkey of this device could be called. */
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/iPhone/, "iPhone"],
  [/iPad/, "iPad"],
  [/Android/, "Android device"],
  [/CrOS/, "Chromebook"],
  [/Mac OS/, "Mac"],
  [/Windows/, "Windows computer"],
  [/Linux/, "Linux computer"],
];

export const deviceName = (agent: string): string => SYSTEMS.find(([sign]) => sign.test(agent))?.[1] ?? "Passkey";
