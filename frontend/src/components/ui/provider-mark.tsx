/** A small drawing before the name of a provider; decorative, since the name stands beside it. */
import { KeyRound } from "lucide-react";

export function ProviderMark({ kind }: { kind: string }) {
  if (kind === "github") return <Cat />;
  if (kind === "google") return <LetterG />;
  return <KeyRound aria-hidden />;
}

function Cat() {
  return (
    <svg aria-hidden viewBox="0 0 24 24" fill="currentColor">
      <path d="M4.6 2.2c1.7.1 3.2 1 4.2 1.9a13 13 0 0 1 6.4 0c1-.9 2.5-1.8 4.2-1.9.7 1.8.6 3.3.3 4.2a7.2 7.2 0 0 1 1.7 4.8c0 5-3.2 6.9-6.4 7.4.5.6.8 1.5.8 2.7V23H8.2v-2.5c-2.6.5-3.8-.8-4.5-2.4-.3-.7-.7-1.1-1.3-1.5-.4-.3-.3-.7.2-.7 1.1 0 1.8.8 2.4 1.7.8 1.2 1.9 1.4 3.2 1 .1-.5.4-.9.7-1.2-3.2-.5-6.3-2.3-6.3-7.3 0-1.8.6-3.5 1.7-4.7-.3-.9-.4-2.5.3-4.2Z" />
    </svg>
  );
}

function LetterG() {
  return (
    <svg aria-hidden viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="3.4">
      <path d="M18.8 6.3A8.6 8.6 0 1 0 20.6 12H12.3" />
    </svg>
  );
}
