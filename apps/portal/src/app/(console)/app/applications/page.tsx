import { listApplications } from '@turnpike/management/applications/list-applications.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ApplicationDialog } from '../../../../applications/application-dialog';
import { ApplicationTable } from '../../../../applications/application-table';
import { managementContext } from '../../../../server/management';
import { requireTenant } from '../../../../server/session';
import { LinkTabs } from '../../../../subscriptions/link-tabs';
import { EmptyState } from '../../../../ui/empty-state';
import { PageHeader } from '../../../../ui/page-header';
import { Pager } from '../../../../ui/pager';

const PAGE = 50;

type Query = Promise<Record<string, string | string[] | undefined>>;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('subscriptions'))('applications') };
}

/** The organisation's applications: what calls, and what each holds. */
export default async function ApplicationsPage({ searchParams }: { searchParams: Query }) {
  const session = await requireTenant();
  const t = await getTranslations('subscriptions');
  const query = await searchParams;
  const archived = query.archived === 'true' ? 'true' : 'false';
  const cursor = typeof query.cursor === 'string' ? query.cursor : undefined;
  const { items, nextCursor } = await listApplications(managementContext(), session.actor, {
    tenantId: session.tenant.id,
    archived,
    limit: PAGE,
    ...(cursor === undefined ? {} : { cursor }),
  });
  const mayWrite = session.tenant.permissions.includes('application:write');
  const address = archived === 'true' ? '/app/applications?archived=true' : '/app/applications';
  return (
    <>
      <PageHeader
        title={t('applications')}
        lead={t('applicationsLead')}
        {...(mayWrite ? { actions: <ApplicationDialog /> } : {})}
      />
      <LinkTabs
        label={t('applications')}
        tabs={[
          { href: '/app/applications', text: t('inUse'), here: archived === 'false' },
          { href: '/app/applications?archived=true', text: t('archived'), here: archived === 'true' },
        ]}
      />
      {items.length === 0 ? (
        <EmptyState title={t(archived === 'true' ? 'noArchived' : 'noApplications')}>
          {t(archived === 'true' ? 'noArchivedLead' : 'noApplicationsLead')}
        </EmptyState>
      ) : (
        <ApplicationTable applications={items} />
      )}
      <Pager
        firstHref={cursor === undefined ? null : address}
        nextHref={nextCursor === null ? null : `${address}${address.includes('?') ? '&' : '?'}cursor=${nextCursor}`}
      />
    </>
  );
}
