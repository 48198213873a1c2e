import type { InvitationView } from '@turnpike/contracts/management/members';
import { getTranslations } from 'next-intl/server';
import { StatusBadge } from '../ui/badge';
import { Instant } from '../ui/instant';
import { Table, Td, Th, Tr } from '../ui/table';
import { InvitationActions } from './invitation-actions';
import type { RoleBook } from './roles';

/** Invitations nobody has accepted yet. */
export async function InvitationTable({
  invitations,
  roles,
}: {
  invitations: readonly InvitationView[];
  roles: RoleBook;
}) {
  const t = await getTranslations('organisation');
  return (
    <Table label={t('invitations.title')}>
      <thead>
        <tr>
          <Th>{t('invitations.email')}</Th>
          <Th>{t('invitations.role')}</Th>
          <Th>{t('invitations.state')}</Th>
          <Th>{t('invitations.invitedBy')}</Th>
          <Th>{t('invitations.expires')}</Th>
          <Th>
            <span className="sr-only">{t('members.actions')}</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {invitations.map((invitation) => (
          <Tr key={invitation.id}>
            <Td className="min-w-48 font-[600] break-words">{invitation.email}</Td>
            <Td className="whitespace-nowrap">{invitation.customRole?.name ?? t(`role.${invitation.role}`)}</Td>
            <Td>
              <StatusBadge status={invitation.status} label={t(`invitations.${invitation.status}`)} />
            </Td>
            <Td>{invitation.invitedBy ?? t('invitations.platform')}</Td>
            <Td className="whitespace-nowrap">
              <Instant iso={invitation.expiresAt} show="absolute" />
            </Td>
            <Td className="text-right whitespace-nowrap">
              {roles.mayTouch(invitation) ? (
                <InvitationActions id={invitation.id} email={invitation.email} />
              ) : (
                <span className="text-xs text-quiet">
                  {t(invitation.role === 'owner' ? 'members.ownersOnly' : 'members.mightier')}
                </span>
              )}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
