import type { MemberView } from '@turnpike/contracts/management/members';
import { type MemberRole, roleAllows } from '@turnpike/domain/permissions';
import { getTranslations } from 'next-intl/server';
import { Badge } from '../ui/badge';
import { Instant } from '../ui/instant';
import { Table, Td, Th, Tr } from '../ui/table';
import { MemberActions } from './member-actions';
import { rolesToGive } from './roles';

interface MemberTableProps {
  members: readonly MemberView[];
  tenant: string;
  /** Public id of the reader, and their role here. */
  readerId: string;
  role: MemberRole;
}

/** Who works in the organisation, as which role. */
export async function MemberTable({ members, tenant, readerId, role }: MemberTableProps) {
  const t = await getTranslations('organisation');
  const manages = roleAllows(role, 'member:write');
  return (
    <Table label={t('members.table', { tenant })}>
      <thead>
        <tr>
          <Th>{t('members.name')}</Th>
          <Th>{t('members.role')}</Th>
          <Th>{t('members.joined')}</Th>
          {manages && (
            <Th>
              <span className="sr-only">{t('members.actions')}</span>
            </Th>
          )}
        </tr>
      </thead>
      <tbody>
        {members.map((member) => (
          <Tr key={member.userId}>
            <Td className="min-w-48">
              <span className="font-[600] break-words">{member.name === '' ? member.email : member.name}</span>
              {member.userId === readerId && <Badge className="ml-2">{t('members.you')}</Badge>}
              {member.name !== '' && <p className="text-xs break-words text-quiet">{member.email}</p>}
            </Td>
            <Td className="whitespace-nowrap">{t(`role.${member.role}`)}</Td>
            <Td className="whitespace-nowrap">
              <Instant iso={member.joinedAt} />
            </Td>
            {manages && (
              <Td className="text-right whitespace-nowrap">
                {role === 'owner' || member.role !== 'owner' ? (
                  <MemberActions member={member} tenant={tenant} roles={rolesToGive(role)} />
                ) : (
                  <span className="text-xs text-quiet">{t('members.ownersOnly')}</span>
                )}
              </Td>
            )}
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
