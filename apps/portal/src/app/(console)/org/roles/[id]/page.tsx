import type { RoleDetailView, RoleView } from '@turnpike/contracts/management/roles';
import { getRole } from '@turnpike/management/roles/get-role.use-case';
import { listRoles } from '@turnpike/management/roles/list-roles.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { isOwnerOf, readRoles } from '../../../../../members/roles';
import { DeleteRoleButton } from '../../../../../roles/delete-role-button';
import { RoleForm } from '../../../../../roles/role-form';
import { RoleHolders } from '../../../../../roles/role-holders';
import { found } from '../../../../../server/found';
import { managementContext } from '../../../../../server/management';
import { requireTenant, type TenantSession } from '../../../../../server/session';
import { PageHeader } from '../../../../../ui/page-header';

interface Props {
  params: Promise<{ id: string }>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('roles'))('name') };
}

/** What a role allows, who has it, and how to change it. */
export default async function RolePage({ params }: Props) {
  const [session, { id }, t] = await Promise.all([requireTenant(), params, getTranslations('roles')]);
  const { tenant } = session;
  const role = await readRole(session, id);
  const isMighty = isOwnerOf(tenant) || role.permissions.every((permission) => tenant.permissions.includes(permission));
  const mayWrite = !role.isBuiltIn && tenant.permissions.includes('role:write');
  const { choices } = mayWrite ? await readRoles(session) : { choices: [] };
  const name = role.isBuiltIn ? (await getTranslations('organisation'))(`role.${role.id as 'owner'}`) : role.name;
  return (
    <>
      <PageHeader
        above={<Link href="/org/roles">{t('detail.back')}</Link>}
        title={name}
        {...(role.description && { lead: role.description })}
        {...(mayWrite && isMighty && { actions: <DeleteRoleButton role={role} choices={choices} /> })}
      />
      {role.isBuiltIn && <p className="mb-6 max-w-prose text-quiet">{t('detail.fixed')}</p>}
      {mayWrite && !isMighty && <p className="mb-6 max-w-prose text-quiet">{t('form.mightier')}</p>}
      <div className="grid grid-cols-1 gap-6">
        <RoleForm key={role.id} role={role} mine={tenant.permissions} readOnly={!mayWrite || !isMighty} />
        {'members' in role && <RoleHolders role={role} />}
      </div>
    </>
  );
}

async function readRole({ actor, tenant }: TenantSession, id: string): Promise<RoleView | RoleDetailView> {
  if (id.startsWith('rol_')) return found(getRole(managementContext(), actor, { roleId: id }));
  const { items } = await listRoles(managementContext(), actor, { tenantId: tenant.id });
  return items.find((role) => role.isBuiltIn && role.id === id) ?? notFound();
}
