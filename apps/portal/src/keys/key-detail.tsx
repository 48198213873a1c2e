/** One key, in a drawer or on a page of its own: facts, thirty days of use, its line of rotations, what was done to it. */
import type { KeyView } from '@turnpike/contracts/management/keys';
import { getApplication } from '@turnpike/management/applications/get-application.use-case';
import { getKeyUsage } from '@turnpike/management/keys/get-key-usage.use-case';
import { listKeyEvents } from '@turnpike/management/keys/list-key-events.use-case';
import { listKeyRotations } from '@turnpike/management/keys/list-key-rotations.use-case';
import { getTranslations } from 'next-intl/server';
import Link from 'next/link';
import { OwnLimitsCard } from '../limits/own-limits-card';
import { managementContext } from '../server/management';
import { publicGatewayUrl } from '../server/public-gateway-url';
import type { TenantSession } from '../server/session';
import { Badge } from '../ui/badge';
import { Card } from '../ui/card';
import { Facts } from '../ui/facts';
import { Count, Money } from '../ui/figures';
import { Instant } from '../ui/instant';
import { PublicId } from '../ui/public-id';
import { Stat } from '../ui/stat';
import { callableByApplication } from './callable-by-application';
import { KeyDeeds } from './key-deeds';
import { KeyEvents } from './key-events';
import { KeyStatus } from './key-table';
import { KeyUsageChart } from './key-usage-chart';
import { RotationLine } from './rotation-line';

const DAYS = 30;

export async function KeyDetail({ shown: key, session }: { shown: KeyView; session: TenantSession }) {
  const { actor } = session;
  const context = managementContext();
  const keyId = key.id;
  const may = session.tenants.find(({ id }) => id === key.tenantId)?.permissions ?? [];
  const mayReadAudit = may.includes('audit:read');
  const [t, application, usage, line, events, models] = await Promise.all([
    getTranslations('keys'),
    getApplication(context, actor, { applicationId: key.applicationId }),
    getKeyUsage(context, actor, { keyId, days: DAYS }),
    listKeyRotations(context, actor, { keyId }),
    mayReadAudit ? listKeyEvents(context, actor, { keyId }) : null,
    callableByApplication(session),
  ]);
  const canWrite = may.includes('key:write') && key.purpose === 'secret';
  return (
    <div className="grid grid-cols-1 gap-6">
      {canWrite && <KeyDeeds target={key} baseUrl={publicGatewayUrl()} models={models} />}
      <KeyFacts shown={key} application={application.name} />
      <Card title={t('detail.usage')} lead={t('detail.usageLead', { days: DAYS })}>
        <div className="mb-4 flex flex-wrap gap-x-10 gap-y-3">
          <Stat label={t('column.requests')} value={<Count value={usage.requests} />} />
          <Stat label={t('detail.errors')} value={<Count value={usage.errors} />} />
          <Stat label={t('detail.charge')} value={<Money amount={usage.charge} currency={usage.currency} />} />
        </div>
        <KeyUsageChart usage={usage} />
        <p className="mt-3">
          <Link href={`/app/calls?key=${key.id}`}>{t('detail.toCalls')}</Link>
        </p>
      </Card>
      {key.purpose === 'secret' && <OwnLimitsCard session={session} owner={{ keyId }} over={key.revokedAt !== null} />}
      {line.length > 1 && (
        <Card title={t('detail.rotations')} flush>
          <RotationLine line={line} currentId={key.id} />
        </Card>
      )}
      {events !== null && (
        <Card title={t('detail.events')} flush>
          <KeyEvents events={events} />
        </Card>
      )}
    </div>
  );
}

async function KeyFacts({ shown: key, application }: { shown: KeyView; application: string }) {
  const t = await getTranslations('keys');
  const instant = (iso: string | null, without: string) =>
    iso === null ? <span className="text-quiet">{without}</span> : <Instant iso={iso} />;
  return (
    <Facts
      facts={[
        [t('column.status'), <KeyStatus key="status" status={key.status} expiresAt={null} />],
        [t('detail.key'), <code key="key">{`${key.start}…${key.last4}`}</code>],
        [t('detail.id'), <PublicId key="id" id={key.id} short />],
        [t('column.application'), application],
        [
          t('column.environment'),
          <Badge key="environment" tone={key.environment === 'test' ? 'test' : 'quiet'}>
            {t(`environment.${key.environment}`)}
          </Badge>,
        ],
        [t('column.created'), <Instant key="created" iso={key.createdAt} />],
        [t('column.lastUsed'), instant(key.lastUsedAt, t('neverUsed'))],
        [t('detail.expires'), instant(key.expiresAt, t('expiry.never'))],
        ...(['scopes', 'models', 'addresses'] as const).map(
          (kind) => [t(`detail.${kind}`), <Names key={kind} names={key[kind]} none={t('detail.unbound')} />] as const,
        ),
        ...(key.disabledAt === null ? [] : [[t('detail.disabled'), instant(key.disabledAt, '')] as const]),
        ...(key.revokedAt === null ? [] : [[t('detail.revoked'), instant(key.revokedAt, '')] as const]),
      ]}
    />
  );
}

function Names({ names, none }: { names: readonly string[]; none: string }) {
  if (names.length === 0) return <span className="text-quiet">{none}</span>;
  return (
    <span className="flex flex-wrap gap-x-3 gap-y-1">
      {names.map((name) => (
        <code key={name} className="text-xs break-all">
          {name}
        </code>
      ))}
    </span>
  );
}
