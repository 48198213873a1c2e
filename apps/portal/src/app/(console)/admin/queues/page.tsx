import type { QueuesView } from '@turnpike/contracts/management/queues';
import { ApiError } from '@turnpike/errors/api-error';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { QueueCard } from '../../../../queues/queue-card';
import { gatewayRequest } from '../../../../server/gateway';
import { requirePlatformAdmin } from '../../../../server/session';
import { LinkButton } from '../../../../ui/button';
import { EmptyState } from '../../../../ui/empty-state';
import { Instant } from '../../../../ui/instant';
import { PageHeader } from '../../../../ui/page-header';
import { RefreshEvery } from '../../../../ui/refresh-every';

const TIMEOUT_MS = 5_000;
const BOARD = '/api/v1/admin/bull-board';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('queues'))('title') };
}

export default async function QueuesPage() {
  await requirePlatformAdmin();
  const [t, view] = await Promise.all([getTranslations('queues'), readQueues()]);
  const board = (
    <LinkButton href={BOARD} plain aria-label={`${t('board')}: ${t('boardHint')}`}>
      {t('board')}
    </LinkButton>
  );
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} actions={view === null ? undefined : board} />
      <RefreshEvery />
      {view === null ? (
        <EmptyState title={t('unreachable')}>{t('unreachableLead')}</EmptyState>
      ) : (
        <div className="grid grid-cols-1 gap-6">
          <p className="-mt-3 text-xs text-quiet">
            {t('asOf')} <Instant iso={view.asOf} show="time" />
          </p>
          {view.queues.map((queue) => (
            <QueueCard key={queue.name} queue={queue} />
          ))}
        </div>
      )}
    </>
  );
}

/** Null when they can't be read: the gateway or its Redis is away. */
async function readQueues(): Promise<QueuesView | null> {
  try {
    return await gatewayRequest<QueuesView>('GET', '/admin/queues', { timeoutMs: TIMEOUT_MS });
  } catch (error) {
    if (error instanceof ApiError && error.code === 'store_unavailable') return null;
    throw error;
  }
}
