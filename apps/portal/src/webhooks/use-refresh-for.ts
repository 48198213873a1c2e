'use client';

import { useRouter } from 'next/navigation';
import { useCallback, useEffect, useState } from 'react';

const EVERY_MS = 2_000;

/** Has the page drawn again every two seconds, from the moment it is called and for that long. */
export function useRefreshFor(durationMs: number): () => void {
  const router = useRouter();
  const [untilMs, setUntilMs] = useState(0);
  useEffect(() => {
    if (untilMs === 0) return;
    const timer = setInterval(() => {
      if (Date.now() > untilMs) setUntilMs(0);
      else if (document.visibilityState === 'visible') router.refresh();
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, [untilMs, router]);
  return useCallback(() => setUntilMs(Date.now() + durationMs), [durationMs]);
}
