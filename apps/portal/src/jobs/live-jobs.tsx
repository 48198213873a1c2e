'use client';

import { useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect } from 'react';
import { askPortal } from '../ui/ask-portal';
import { QueryProvider } from '../ui/query-provider';

const POLL_MS = 2_000;

interface LiveJobsProps {
  /** Answers with the fingerprint of what is shown as it stands now. */
  address: `/${string}`;
  fingerprint: string;
}

/** Draws the page again when a job on it has changed. Stands there only while something waits or runs. */
export function LiveJobs(props: LiveJobsProps) {
  return (
    <QueryProvider>
      <Watcher {...props} />
    </QueryProvider>
  );
}

function Watcher({ address, fingerprint }: LiveJobsProps) {
  const t = useTranslations('jobs');
  const router = useRouter();
  const { data } = useQuery({
    queryKey: [address],
    queryFn: ({ signal }) => askPortal<{ fingerprint: string }>(address, signal),
    refetchInterval: POLL_MS,
  });
  const now = data?.fingerprint;
  useEffect(() => {
    if (now !== undefined && now !== fingerprint) router.refresh();
  }, [now, fingerprint, router]);
  return (
    <p className="flex items-center gap-2 text-xs text-quiet">
      <span aria-hidden className="size-1.5 animate-pulse rounded-full bg-live" />
      {t('live')}
    </p>
  );
}
