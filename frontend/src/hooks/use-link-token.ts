/** The token of a mailed link: undefined until it is read, null when there is none. */
import { useEffect, useState } from "react";

import { takeToken } from "@/lib/fragment";

export function useLinkToken(): string | null | undefined {
  const [token, setToken] = useState<string | null | undefined>(undefined);
  useEffect(() => {
    const read = () => setToken(takeToken());
    const first = setTimeout(read, 0);
    window.addEventListener("hashchange", read);
    return () => {
      clearTimeout(first);
      window.removeEventListener("hashchange", read);
    };
  }, []);
  return token;
}
