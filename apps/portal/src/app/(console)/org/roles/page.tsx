import { listRoles } from '@turnpike/management/roles/list-roles.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { RoleTable } from '../../../../roles/role-table';
import { managementContext } from '../../../../server/management';
import { requireTenant } from '../../../../server/session';
import { LinkButton } from '../../../../ui/button';
import { Card } from '../../../../ui/card';
import { PageHeader } from '../../../../ui/page-header';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('roles'))('title') };
}

/** The roles of the organisation: those that every one has, and its own. */
export default async function RolesPage() {
  const [{ actor, tenant }, t] = await Promise.all([requireTenant(), getTranslations('roles')]);
  const { items } = await listRoles(managementContext(), actor, { tenantId: tenant.id });
  const actions = tenant.permissions.includes('role:write') && (
    <LinkButton href="/org/roles/new" variant="primary">
      {t('create')}
    </LinkButton>
  );
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead', { tenant: tenant.name })} actions={actions} />
      <Card flush>
        <RoleTable roles={items} tenant={tenant.name} />
      </Card>
    </>
  );
}
