/** By what a session began, in words. */
import type { DeviceSession } from "@/lib/api/types";

const OWN: Record<string, string> = {
  password: "Password",
  passkey: "Passkey",
  activation: "Confirmation mail",
};

/** A provider that is gone meanwhile is called by its short name. */
export function methodName({ method, provider_name }: Pick<DeviceSession, "method" | "provider_name">): string {
  return provider_name ?? OWN[method] ?? method;
}
