"use client";

import { AuthFrame } from "@/components/layout/auth-frame";
import { Button } from "@/components/ui/button";

export default function Broken({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <AuthFrame title="This page broke" lead="It is a fault of KeyNest, not of what you did. Nothing that was saved is lost.">
      {error.digest ? <p className="font-mono text-xs text-muted">{error.digest}</p> : null}
      <div className="flex gap-2">
        <Button variant="primary" onClick={reset}>
          Try again
        </Button>
        <Button onClick={() => window.location.reload()}>Reload</Button>
      </div>
    </AuthFrame>
  );
}
