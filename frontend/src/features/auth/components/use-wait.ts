/** Counts down the seconds the server asked us to wait. */
import { useEffect, useState } from "react";

export function useWait(seconds: number | null, attempt: number): number {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    if (!seconds) return;
    const end = Date.now() + seconds * 1000;
    const tick = () => setLeft(Math.max(0, Math.ceil((end - Date.now()) / 1000)));
    const first = setTimeout(tick, 0);
    const timer = setInterval(tick, 500);
    return () => {
      clearTimeout(first);
      clearInterval(timer);
    };
  }, [seconds, attempt]);
  return seconds ? left : 0;
}
