'use client';

import { useQuery } from '@tanstack/react-query';
import { ArrowUp } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useTransition } from 'react';
import { askPortal } from '../ui/ask-portal';
import { Button } from '../ui/button';

const POLL_MS = 2_000;

/** Says how many calls have come since the list was made; it grows when the reader wants it to, never by itself. */
export function NewCalls({ address, newestId }: { address: `/${string}`; newestId: string | null }) {
  const t = useTranslations('calls');
  const router = useRouter();
  const [pending, start] = useTransition();
  const { data } = useQuery({
    queryKey: [address],
    queryFn: ({ signal }) => askPortal<{ ids: string[] }>(address, signal),
    refetchInterval: POLL_MS,
  });
  // Ids of calls rise with time, all of one length.
  const count = (data?.ids ?? []).filter((id) => newestId === null || id > newestId).length;
  const isAll = count > 0 && count === data?.ids.length && newestId !== null;
  return (
    <div aria-live="polite" className="flex min-h-8 items-center">
      {count > 0 && (
        <Button
          size="sm"
          variant="secondary"
          className="rounded-full border-lane-text/40 bg-lane-soft text-lane-text"
          pending={pending}
          onClick={() => start(() => router.refresh())}
        >
          <ArrowUp aria-hidden />
          {isAll ? t('manyNewCalls', { count }) : t('newCalls', { count })}
        </Button>
      )}
    </div>
  );
}
