import { listIdentities } from '@turnpike/management/identity/list-identities.use-case';
import { getTranslations } from 'next-intl/server';
import { managementContext } from '../server/management';
import { requireSession } from '../server/session';
import { Card } from '../ui/card';
import { Instant } from '../ui/instant';
import { Table, Td, Th, Tr } from '../ui/table';
import { loadProviders } from './load-providers';
import { UnlinkButton } from './unlink-button';

/** The services by which the person signs in, and the way to end it; nothing where there are none to sign in by. */
export async function LinkedAccounts() {
  const { actor, email } = await requireSession();
  const [t, providers, linked] = await Promise.all([
    getTranslations('organisation.providers'),
    loadProviders(),
    listIdentities(managementContext(), actor),
  ]);
  if (providers.length === 0 && linked.length === 0) return null;
  const nameOf = (id: (typeof linked)[number]['provider']) =>
    providers.find((provider) => provider.id === id)?.name ?? t(id);
  return (
    <Card title={t('linked')} lead={t('linkedLead')} flush={linked.length > 0}>
      {linked.length === 0 ? (
        <p className="text-quiet">{t('none', { email })}</p>
      ) : (
        <Table label={t('linked')}>
          <thead>
            <tr>
              <Th>{t('service')}</Th>
              <Th>{t('address')}</Th>
              <Th>{t('since')}</Th>
              <Th>{t('lastUsed')}</Th>
              <Th>
                <span className="sr-only">{t('actions')}</span>
              </Th>
            </tr>
          </thead>
          <tbody>
            {linked.map((identity) => (
              <Tr key={identity.id}>
                <Td className="font-[600] whitespace-nowrap">{nameOf(identity.provider)}</Td>
                <Td>{identity.email}</Td>
                <Td className="whitespace-nowrap">
                  <Instant iso={identity.createdAt} />
                </Td>
                <Td className="whitespace-nowrap">
                  {identity.lastUsedAt !== null && <Instant iso={identity.lastUsedAt} />}
                </Td>
                <Td className="text-right">
                  <UnlinkButton id={identity.id} name={nameOf(identity.provider)} email={identity.email} />
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </Card>
  );
}
