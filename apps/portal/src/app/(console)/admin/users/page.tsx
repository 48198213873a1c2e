import { ListUsersSchema } from '@turnpike/contracts/management/users';
import { listUsers } from '@turnpike/management/identity/list-users.use-case';
import { listTenants } from '@turnpike/management/tenants/list-tenants.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { FilterForm } from '../../../../admin/filter-form';
import { pagerOf, readFilters, type SearchParams } from '../../../../admin/read-filters';
import { CreateUser } from '../../../../admin/user-dialogs';
import { UsersTable } from '../../../../admin/users-table';
import { managementContext } from '../../../../server/management';
import { requirePlatformAdmin } from '../../../../server/session';
import { Card } from '../../../../ui/card';
import { EmptyState } from '../../../../ui/empty-state';
import { PageHeader } from '../../../../ui/page-header';
import { Pager } from '../../../../ui/pager';

const PATH = '/admin/users';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('admin.users');
  return { title: t('title') };
}

export default async function UsersPage({ searchParams }: { searchParams: SearchParams }) {
  const { actor, userId } = await requirePlatformAdmin();
  const context = managementContext();
  const [t, f, s] = await Promise.all([
    getTranslations('admin.users'),
    getTranslations('admin.filters'),
    getTranslations('admin.status'),
  ]);
  const filters = await readFilters(ListUsersSchema, searchParams);
  const [{ items, nextCursor }, tenants] = await Promise.all([
    listUsers(context, actor, filters),
    listTenants(context, actor, { limit: 200 }),
  ]);
  const statuses = (['active', 'disabled'] as const).map((value) => ({ value, label: s(value) }));
  const roles = (['platform_admin', 'member'] as const).map((value) => ({ value, label: t(`realms.${value}`) }));
  return (
    <>
      <PageHeader
        title={t('title')}
        lead={t('lead')}
        actions={<CreateUser tenants={tenants.items.map(({ id, name }) => ({ id, name }))} />}
      />
      <FilterForm
        path={PATH}
        label={f('label')}
        filters={[
          { name: 'q', label: t('search'), value: filters.q },
          { name: 'status', label: f('status'), value: filters.status, options: statuses },
          { name: 'role', label: t('realm'), value: filters.role, options: roles },
        ]}
      />
      {items.length === 0 ? (
        <EmptyState title={t('emptyTitle')}>{t('emptyText')}</EmptyState>
      ) : (
        <Card flush>
          <UsersTable users={items} ownId={userId} />
        </Card>
      )}
      <Pager {...pagerOf(PATH, filters, nextCursor)} />
    </>
  );
}
