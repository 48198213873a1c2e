import type { RoleDetailView } from '@turnpike/contracts/management/roles';
import { getTranslations } from 'next-intl/server';
import { LinkButton } from '../ui/button';
import { Card } from '../ui/card';

/** The people who have a role. */
export async function RoleHolders({ role }: { role: RoleDetailView }) {
  const t = await getTranslations('roles.detail');
  return (
    <Card
      title={t('holders')}
      lead={t('holdersLead')}
      actions={
        <LinkButton href="/org/members" size="sm">
          {t('toMembers')}
        </LinkButton>
      }
    >
      {role.members.length === 0 ? (
        <p className="text-quiet">{t('nobody')}</p>
      ) : (
        <ul className="grid grid-cols-1 gap-2">
          {role.members.map(({ userId, email, name }) => (
            <li key={userId} className="break-words">
              {name === '' ? email : name} {name !== '' && <span className="text-xs text-quiet">{email}</span>}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
