/** The addresses to register at the provider, each to be copied. */
import { CopyText } from "@/components/ui/copy-text";

export function RedirectUris({ uris }: { uris: readonly string[] }) {
  return (
    <div className="grid gap-1.5">
      <p className="text-xs text-muted">Redirect URIs, to be registered at the provider</p>
      {uris.map((uri) => (
        <CopyText key={uri} label={`Copy ${uri}`} text={uri} />
      ))}
    </div>
  );
}
