import type { RoleView } from '@turnpike/contracts/management/roles';
import { TENANT_PERMISSIONS } from '@turnpike/domain/permissions';
import { getTranslations } from 'next-intl/server';
import Link from 'next/link';
import { Badge } from '../ui/badge';
import { Table, Td, Th, Tr } from '../ui/table';

/** Roles with what each allows and how many have it. */
export async function RoleTable({ roles, tenant }: { roles: readonly RoleView[]; tenant: string }) {
  const [t, o] = await Promise.all([getTranslations('roles'), getTranslations('organisation')]);
  return (
    <Table label={t('table', { tenant })}>
      <thead>
        <tr>
          <Th>{t('name')}</Th>
          <Th>{t('allows')}</Th>
          <Th numeric>{t('members')}</Th>
        </tr>
      </thead>
      <tbody>
        {roles.map((role) => (
          <Tr key={role.id}>
            <Td className="min-w-48">
              <Link href={`/org/roles/${role.id}`} className="font-[600] break-words">
                {role.isBuiltIn ? o(`role.${role.id as 'owner'}`) : role.name}
              </Link>{' '}
              <Badge className="ml-1">{t(role.isBuiltIn ? 'builtIn' : 'own')}</Badge>
              <p className="text-xs break-words text-quiet">
                {role.isBuiltIn ? o(`roleHint.${role.id as 'owner'}`) : role.description}
              </p>
            </Td>
            <Td>
              {role.permissions.length === TENANT_PERMISSIONS.length
                ? t('everything')
                : t('count', { count: role.permissions.length })}
            </Td>
            <Td numeric>
              {role.memberCount}
              {role.invitationCount > 0 && (
                <span className="block text-2xs text-quiet">{t('invited', { count: role.invitationCount })}</span>
              )}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
