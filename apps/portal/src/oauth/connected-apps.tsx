import { listOAuthGrants } from '@turnpike/management/oauth/list-oauth-grants.use-case';
import { getTranslations } from 'next-intl/server';
import { managementContext } from '../server/management';
import { requireSession } from '../server/session';
import { Card } from '../ui/card';
import { ConnectedAppTable } from './connected-app-table';

const LIMIT = 100;

/** The apps that the person let in. */
export async function ConnectedApps() {
  const [{ actor }, t] = await Promise.all([requireSession(), getTranslations('oauth.connected')]);
  const { items } = await listOAuthGrants(managementContext(), actor, { limit: LIMIT });
  return (
    <Card title={t('title')} lead={t('lead')} flush={items.length > 0}>
      {items.length === 0 ? <p className="text-quiet">{t('empty')}</p> : <ConnectedAppTable grants={items} />}
    </Card>
  );
}
