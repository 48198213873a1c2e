'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { rememberInBrowser } from './preference-cookies';

/** Tells the server where the reader's clock stands, once, and has the page drawn again with it. */
export function ReaderZone({ known }: { known: string }) {
  const router = useRouter();
  useEffect(() => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (zone === known) return;
    rememberInBrowser('zone', zone);
    router.refresh();
  }, [known, router]);
  return null;
}
