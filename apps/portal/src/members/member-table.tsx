import type { MemberView } from '@turnpike/contracts/management/members';
import { getTranslations } from 'next-intl/server';
import { Badge } from '../ui/badge';
import { Instant } from '../ui/instant';
import { Table, Td, Th, Tr } from '../ui/table';
import { MemberActions } from './member-actions';
import type { RoleBook } from './roles';

interface MemberTableProps {
  members: readonly MemberView[];
  tenant: string;
  /** Public id of the reader. */
  readerId: string;
  /** For who manages members. */
  roles: RoleBook | null;
}

/** Who works in the organisation, as which role. */
export async function MemberTable({ members, tenant, readerId, roles }: MemberTableProps) {
  const t = await getTranslations('organisation');
  return (
    <Table label={t('members.table', { tenant })}>
      <thead>
        <tr>
          <Th>{t('members.name')}</Th>
          <Th>{t('members.role')}</Th>
          <Th>{t('members.joined')}</Th>
          {roles !== null && (
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
            <Td className="whitespace-nowrap">{member.customRole?.name ?? t(`role.${member.role}`)}</Td>
            <Td className="whitespace-nowrap">
              <Instant iso={member.joinedAt} />
            </Td>
            {roles !== null && (
              <Td className="text-right whitespace-nowrap">
                {roles.mayTouch(member) ? (
                  <MemberActions member={member} tenant={tenant} roles={roles.choices} />
                ) : (
                  <span className="text-xs text-quiet">
                    {t(member.role === 'owner' ? 'members.ownersOnly' : 'members.mightier')}
                  </span>
                )}
              </Td>
            )}
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
