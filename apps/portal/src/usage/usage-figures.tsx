'use client';

import type { UsageView } from '@turnpike/contracts/management/usage';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import type { Mode } from '../server/preferences';
import { askPortal } from '../ui/ask-portal';
import { LinkButton } from '../ui/button';
import { EmptyState } from '../ui/empty-state';
import { Instant } from '../ui/instant';
import { UsageChart } from './usage-chart';
import { UsageHeadline } from './usage-headline';
import { usageHref, type UsageQuery } from './usage-query';
import { UsageTable } from './usage-table';

const POLL_MS = 2_000;

interface UsageFiguresProps {
  query: UsageQuery;
  initial: UsageView;
  /** The range ends now: the figures are asked for again and again. */
  isCurrent: boolean;
  mode: Mode;
}

/** The figures, live: what is shown stays until the next answer is there, so that nothing jumps. */
export function UsageFigures({ query, initial, isCurrent, mode }: UsageFiguresProps) {
  const t = useTranslations('usage');
  const address = usageHref(query, {}, '/app/usage/data');
  const { data: usage, isError } = useQuery({
    queryKey: [address, mode],
    queryFn: ({ signal }) => askPortal<UsageView>(address, signal),
    initialData: initial,
    placeholderData: keepPreviousData,
    refetchInterval: isCurrent ? POLL_MS : false,
    enabled: isCurrent,
  });
  const isEmpty = usage.totals.requests === 0;
  return (
    <div className="grid grid-cols-1 gap-4">
      <UsageHeadline usage={usage} mode={mode} />
      <p className="flex flex-wrap gap-x-4 text-xs text-quiet" role={isError ? 'alert' : undefined}>
        <span>
          {t('asOf')} <Instant iso={usage.asOf} show="time" />
        </span>
        {usage.dataUntil === null ? (
          <span>{t('noData')}</span>
        ) : (
          <span>
            {t('dataUntil')} <Instant iso={usage.dataUntil} />
          </span>
        )}
        {isError && <span className="text-stopped">{t('paused')}</span>}
      </p>
      {isEmpty ? (
        <EmptyState
          title={t('emptyTitle')}
          action={
            <LinkButton href="/app/start" variant="primary">
              {t('toStart')}
            </LinkButton>
          }
        >
          {t('empty')}
        </EmptyState>
      ) : (
        <>
          <UsageChart usage={usage} query={query} />
          <UsageTable usage={usage} query={query} />
        </>
      )}
    </div>
  );
}
