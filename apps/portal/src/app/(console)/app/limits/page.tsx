import type { ApplicationView } from '@turnpike/contracts/management/applications';
import type { LimitStatesView } from '@turnpike/contracts/management/limits';
import { ApiError } from '@turnpike/errors/api-error';
import { listApplications } from '@turnpike/management/applications/list-applications.use-case';
import { listKeys } from '@turnpike/management/keys/list-keys.use-case';
import { listLimitOverrides } from '@turnpike/management/limits/list-limit-overrides.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { LimitChoice } from '../../../../limits/limit-choice';
import { LimitStates } from '../../../../limits/limit-states';
import { OwnLimitsCard } from '../../../../limits/own-limits-card';
import { found } from '../../../../server/found';
import { gatewayRequest } from '../../../../server/gateway';
import { managementContext } from '../../../../server/management';
import { requireTenant, type TenantSession } from '../../../../server/session';
import { LinkButton } from '../../../../ui/button';
import { Card } from '../../../../ui/card';
import { EmptyState } from '../../../../ui/empty-state';
import { Instant } from '../../../../ui/instant';
import { PageHeader } from '../../../../ui/page-header';
import { RefreshEvery } from '../../../../ui/refresh-every';

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** More than anyone chooses from a select; the newest are in it. */
const OFFERED = 200;
const TIMEOUT_MS = 5_000;
/** What a role that may not look at them is shown of applications and keys. */
const NOTHING = { items: [] };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('limits'))('title') };
}

/** How every limit of an application's calls stands, where each comes from, and one's own to change. */
export default async function LimitsPage({ searchParams }: Props) {
  const [session, params, t] = await Promise.all([requireTenant(), searchParams, getTranslations('limits')]);
  const { tenant, actor } = session;
  const { items } = tenant.permissions.includes('application:read')
    ? await listApplications(managementContext(), actor, { tenantId: tenant.id, limit: OFFERED })
    : NOTHING;
  const applications = items.filter(({ archivedAt }) => archivedAt === null);
  const application = applications.find(({ id }) => id === params.application) ?? applications[0];
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} />
      <RefreshEvery />
      <div className="grid grid-cols-1 gap-6">
        {application === undefined ? (
          <EmptyState
            title={t('noApplication')}
            action={<LinkButton href="/app/applications">{t('toApplications')}</LinkButton>}
          >
            {t('noApplicationLead')}
          </EmptyState>
        ) : (
          <OfApplication session={session} applications={applications} application={application} keyId={params.key} />
        )}
        <OwnLimitsCard session={session} owner={{}} />
      </div>
    </>
  );
}

interface OfApplicationProps {
  session: TenantSession;
  applications: readonly ApplicationView[];
  application: ApplicationView;
  /** As the address has it. */
  keyId: string | string[] | undefined;
}

async function OfApplication({ session, applications, application, keyId: wanted }: OfApplicationProps) {
  const { actor, mode } = session;
  const context = managementContext();
  const applicationId = application.id;
  const [keys, overrides] = await found(
    Promise.all([
      session.tenant.permissions.includes('key:read')
        ? listKeys(context, actor, { applicationId, environment: mode, status: 'active', limit: OFFERED })
        : NOTHING,
      listLimitOverrides(context, actor, { applicationId, limit: OFFERED }),
    ]),
  );
  const key = keys.items.find(({ id }) => id === wanted);
  const states = await readStates(applicationId, key?.id ?? null);
  return (
    <>
      <div className="-mb-6">
        <LimitChoice
          applications={applications.map(({ id, name }) => ({ id, name }))}
          applicationId={applicationId}
          keys={keys.items.map(({ id, name, last4 }) => ({ id, name: `${name} (…${last4})` }))}
          keyId={key?.id ?? null}
        />
      </div>
      <Standing states={states} overrides={overrides.items} />
      {key !== undefined && <OwnLimitsCard session={session} owner={{ keyId: key.id }} />}
      <OwnLimitsCard session={session} owner={{ applicationId }} />
    </>
  );
}

async function Standing({
  states,
  overrides,
}: {
  states: LimitStatesView | null;
  overrides: Parameters<typeof LimitStates>[0]['overrides'];
}) {
  const t = await getTranslations('limits');
  if (states === null) return <EmptyState title={t('away')}>{t('awayLead')}</EmptyState>;
  if (states.limits.length === 0) return <EmptyState title={t('none')}>{t('noneLead')}</EmptyState>;
  return (
    <Card title={t('standing')} lead={t.rich('asOf', { now: () => <Instant iso={states.asOf} show="time" /> })} flush>
      <LimitStates states={states.limits} overrides={overrides} />
    </Card>
  );
}

/** Null when nobody can say: the gateway, or the store that counts, is away. */
async function readStates(applicationId: string, keyId: string | null): Promise<LimitStatesView | null> {
  const query = new URLSearchParams({ applicationId, ...(keyId === null ? {} : { keyId }) });
  try {
    return await gatewayRequest<LimitStatesView>('GET', `/limits?${query.toString()}`, { timeoutMs: TIMEOUT_MS });
  } catch (error) {
    if (error instanceof ApiError && error.status === 503) return null;
    throw error;
  }
}
