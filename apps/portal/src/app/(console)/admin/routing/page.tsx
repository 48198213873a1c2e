import type { RoutingHealthView } from '@turnpike/contracts/management/routing-health';
import { ApiError } from '@turnpike/errors/api-error';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { gatewayRequest } from '../../../../server/gateway';
import { requirePlatformAdmin } from '../../../../server/session';
import { HealthEvents } from '../../../../target-health/health-events';
import { HealthOverview } from '../../../../target-health/health-overview';
import { LinkButton } from '../../../../ui/button';
import { EmptyState } from '../../../../ui/empty-state';
import { Instant } from '../../../../ui/instant';
import { PageHeader } from '../../../../ui/page-header';
import { RefreshEvery } from '../../../../ui/refresh-every';

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

const TIMEOUT_MS = 5_000;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('targetHealth'))('title') };
}

export default async function RoutingPage({ searchParams }: Props) {
  await requirePlatformAdmin();
  const [t, health, { show }] = await Promise.all([getTranslations('targetHealth'), readHealth(), searchParams]);
  const actions = (
    <>
      <LinkButton href="/admin/routing/shadows">{t('shadows')}</LinkButton>
      <LinkButton href="/admin/routing/simulator" variant="primary">
        {t('simulate')}
      </LinkButton>
    </>
  );
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} actions={actions} />
      <RefreshEvery />
      {health === null && <EmptyState title={t('unreachable')}>{t('unreachableLead')}</EmptyState>}
      {health?.targets.length === 0 && (
        <EmptyState title={t('none')} action={<LinkButton href="/admin/providers/new">{t('addProvider')}</LinkButton>}>
          {t('noneLead')}
        </EmptyState>
      )}
      {health !== null && health.targets.length > 0 && (
        <div className="grid grid-cols-1 gap-6">
          <p className="-mt-3 text-xs text-quiet">
            {t('asOf')} <Instant iso={new Date().toISOString()} show="time" />
          </p>
          <HealthOverview targets={health.targets} show={show === 'troubled' ? 'troubled' : 'all'} />
          <HealthEvents events={health.events} />
        </div>
      )}
    </>
  );
}

/** Null when it can't be read: the gateway or its Redis is away. */
async function readHealth(): Promise<RoutingHealthView | null> {
  try {
    return await gatewayRequest<RoutingHealthView>('GET', '/routing/health', { timeoutMs: TIMEOUT_MS });
  } catch (error) {
    if (error instanceof ApiError && error.code === 'store_unavailable') return null;
    throw error;
  }
}
