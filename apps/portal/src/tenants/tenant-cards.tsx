import type { TenantSummaryView } from '@turnpike/contracts/management/tenants';
import type { Actor } from '@turnpike/management/actor';
import { listApplications } from '@turnpike/management/applications/list-applications.use-case';
import { listMembers } from '@turnpike/management/members/list-members.use-case';
import { getResidency } from '@turnpike/management/tenants/get-residency.use-case';
import { listSubscriptions } from '@turnpike/management/subscriptions/list-subscriptions.use-case';
import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { ResidencyForm } from '../organisation/residency-form';
import { managementContext } from '../server/management';
import { Badge, StatusBadge } from '../ui/badge';
import { Card } from '../ui/card';
import { Facts } from '../ui/facts';
import { Instant } from '../ui/instant';
import { PublicId } from '../ui/public-id';

/** More than anyone reads on a page about all of a tenant. */
const SHOWN = 20;

interface PartProps {
  actor: Actor;
  tenantId: string;
}

export async function TenantFacts({ tenant }: { tenant: TenantSummaryView }) {
  const t = await getTranslations('tenants');
  return (
    <Card title={t('facts')}>
      <Facts
        facts={[
          [
            t('column.status'),
            <StatusBadge key="status" status={tenant.status} label={t(`status.${tenant.status}`)} />,
          ],
          [t('slug'), <code key="slug">{tenant.slug}</code>],
          [t('column.billing'), t(`mode.${tenant.billingMode}`)],
          [t('currency'), tenant.currency ?? t('noCurrency')],
          [t('zone'), tenant.timeZone],
          [t('column.created'), <Instant key="created" iso={tenant.createdAt} show="absolute" />],
          [t('id'), <PublicId key="id" id={tenant.id} />],
        ]}
      />
    </Card>
  );
}

export async function TenantResidency({ actor, tenantId }: PartProps) {
  const [t, residency] = await Promise.all([
    getTranslations('organisation.residency'),
    getResidency(managementContext(), actor, { tenantId }),
  ]);
  return (
    <Card title={t('title')} lead={t('lead')}>
      <ResidencyForm key={JSON.stringify(residency)} residency={residency} mayWrite forPlatform />
    </Card>
  );
}

export async function TenantMembers({ actor, tenantId }: PartProps) {
  const [t, { items, nextCursor }] = await Promise.all([
    getTranslations('tenants'),
    listMembers(managementContext(), actor, { tenantId, limit: SHOWN }),
  ]);
  return (
    <ListCard title={t('membersTitle')} none={t('membersNone')} more={nextCursor !== null}>
      {items.map(({ userId, email, name, role, customRole }) => (
        <Line key={userId} name={name === '' ? email : name} note={name === '' ? undefined : email}>
          <Badge>{customRole?.name ?? t(`role.${role}`)}</Badge>
        </Line>
      ))}
    </ListCard>
  );
}

export async function TenantApplications({ actor, tenantId }: PartProps) {
  const [t, { items, nextCursor }] = await Promise.all([
    getTranslations('tenants'),
    listApplications(managementContext(), actor, { tenantId, limit: SHOWN }),
  ]);
  return (
    <ListCard title={t('applicationsTitle')} none={t('applicationsNone')} more={nextCursor !== null}>
      {items.map(({ id, name, archivedAt }) => (
        <Line key={id} name={name}>
          {archivedAt === null ? <PublicId id={id} short /> : <Badge>{t('archived')}</Badge>}
        </Line>
      ))}
    </ListCard>
  );
}

export async function TenantSubscriptions({ actor, tenantId }: PartProps) {
  const [t, { items, nextCursor }] = await Promise.all([
    getTranslations('tenants'),
    listSubscriptions(managementContext(), actor, { tenantId, limit: SHOWN }),
  ]);
  return (
    <ListCard title={t('subscriptionsTitle')} none={t('subscriptionsNone')} more={nextCursor !== null}>
      {items.map(({ id, productName, applicationName, planName, status }) => (
        <Line key={id} name={productName} note={t('subscriptionOf', { application: applicationName, plan: planName })}>
          <StatusBadge status={status} label={t(`subscriptionStatus.${status}`)} />
        </Line>
      ))}
    </ListCard>
  );
}

async function ListCard(props: { title: string; none: string; more: boolean; children: ReactNode[] }) {
  const t = await getTranslations('tenants');
  return (
    <Card title={props.title}>
      {props.children.length === 0 ? <p className="text-quiet">{props.none}</p> : <ul>{props.children}</ul>}
      {props.more && <p className="mt-3 text-xs text-quiet">{t('newest', { count: SHOWN })}</p>}
    </Card>
  );
}

function Line({ name, note, children }: { name: string; note?: string | undefined; children: ReactNode }) {
  return (
    <li className="flex min-h-10 items-center justify-between gap-3 border-b border-line py-1.5 last:border-b-0">
      <span className="min-w-0">
        <span className="block truncate">{name}</span>
        {note !== undefined && <span className="block truncate text-xs text-quiet">{note}</span>}
      </span>
      {children}
    </li>
  );
}
