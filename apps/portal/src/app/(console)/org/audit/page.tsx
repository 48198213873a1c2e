import { listAudit } from '@turnpike/management/audit/list-audit.use-case';
import { listMembers } from '@turnpike/management/members/list-members.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { AuditEntries } from '../../../../audit/audit-entries';
import { AuditFilters, type AuditQuery } from '../../../../audit/audit-filters';
import { localDay } from '../../../../audit/local-day';
import { managementContext } from '../../../../server/management';
import { preferences } from '../../../../server/preferences';
import { requireTenant, type TenantSession } from '../../../../server/session';
import { Card } from '../../../../ui/card';
import { EmptyState } from '../../../../ui/empty-state';
import { PageHeader } from '../../../../ui/page-header';
import { Pager } from '../../../../ui/pager';

const HERE = '/org/audit';
const PAGE = 50;
/** As many as one list gives; the others are found by their id in the address. */
const MEMBERS = 200;

type Query = Promise<Record<string, string | string[] | undefined>>;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('organisation.audit'))('title') };
}

/** Who changed what in the organisation. */
export default async function AuditPage({ searchParams }: { searchParams: Query }) {
  const [session, t, params] = await Promise.all([
    requireTenant(),
    getTranslations('organisation.audit'),
    searchParams,
  ]);
  const { tenant } = session;
  const header = <PageHeader title={t('title')} lead={t('lead', { tenant: tenant.name })} />;
  if (!tenant.permissions.includes('audit:read')) {
    return (
      <>
        {header}
        <EmptyState title={t('forbidden')}>{t('forbiddenLead')}</EmptyState>
      </>
    );
  }
  const read = (name: string) => (typeof params[name] === 'string' ? params[name].trim() : '');
  const query: AuditQuery = { action: read('action'), actor: read('actor'), from: read('from'), to: read('to') };
  return (
    <>
      {header}
      <AuditLog session={session} query={query} cursor={read('cursor')} />
    </>
  );
}

async function AuditLog({ session, query, cursor }: { session: TenantSession; query: AuditQuery; cursor: string }) {
  const { actor, tenant } = session;
  const context = managementContext();
  const [t, { zone }] = await Promise.all([getTranslations('organisation.audit'), preferences()]);
  const [{ items, nextCursor }, members] = await Promise.all([
    listAudit(context, actor, { tenantId: tenant.id, limit: PAGE, ...given(query, zone), ...(cursor && { cursor }) }),
    listMembers(context, actor, { tenantId: tenant.id, limit: MEMBERS }),
  ]);
  const filters = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== ''));
  const address = (more: Record<string, string>) => {
    const all = new URLSearchParams({ ...Object.fromEntries(filters), ...more });
    return all.size === 0 ? HERE : `${HERE}?${all}`;
  };
  const nothing = filters.size === 0 ? ('nothing' as const) : ('nothingFiltered' as const);
  return (
    <>
      <AuditFilters path={HERE} query={query} members={members.items} zone={zone} />
      {items.length === 0 ? (
        <EmptyState title={t(nothing)}>{t(`${nothing}Lead`)}</EmptyState>
      ) : (
        <Card flush>
          <AuditEntries entries={items} label={t('table', { tenant: tenant.name })} />
        </Card>
      )}
      <Pager
        firstHref={cursor === '' ? null : address({})}
        nextHref={nextCursor === null ? null : address({ cursor: nextCursor })}
      />
    </>
  );
}

/** The filters that were given, days turned into instants; the last day counts to its end. */
function given({ action, actor, from, to }: AuditQuery, zone: string) {
  const first = localDay(from, zone);
  const last = localDay(to, zone);
  return {
    ...(action && { action }),
    ...(actor && { actor }),
    ...(first && { from: new Date(first.startMs).toISOString() }),
    ...(last && { to: new Date(last.endMs).toISOString() }),
  };
}
