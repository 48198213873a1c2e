import { TENANT_PERMISSIONS } from '@turnpike/domain/permissions';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { requireTenant } from '../../../../server/session';
import { EmptyState } from '../../../../ui/empty-state';
import { PageHeader } from '../../../../ui/page-header';

type Query = Promise<Record<string, string | string[] | undefined>>;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('roles.closed'))('title') };
}

/** Where a page leads whose permission the reader's role or a policy does not give. */
export default async function ClosedPage({ searchParams }: { searchParams: Query }) {
  const [{ tenant }, t, o, query] = await Promise.all([
    requireTenant(),
    getTranslations('roles'),
    getTranslations('organisation.role'),
    searchParams,
  ]);
  const needed = TENANT_PERMISSIONS.find((permission) => permission === query.needs);
  const role = tenant.customRole?.name ?? o(tenant.role);
  return (
    <>
      <PageHeader title={t('closed.title')} />
      <EmptyState title={t('closed.heading', { role })}>
        {needed === undefined
          ? t('closed.lead', { tenant: tenant.name })
          : t('closed.leadNeeds', { tenant: tenant.name, permission: t(`permission.${needed}`) })}
      </EmptyState>
    </>
  );
}
