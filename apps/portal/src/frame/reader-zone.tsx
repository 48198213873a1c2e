'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';

const YEAR_SECONDS = 31_536_000;

/** Tells the server where the reader's clock stands, once, and has the page drawn again with it. */
export function ReaderZone({ known }: { known: string }) {
  const router = useRouter();
  useEffect(() => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (zone === known) return;
    document.cookie = `turnpike_zone=${zone}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
    router.refresh();
  }, [known, router]);
  return null;
}
