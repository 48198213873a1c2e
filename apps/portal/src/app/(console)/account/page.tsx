import { ApiError } from '@turnpike/errors/api-error';
import { getMe } from '@turnpike/management/identity/get-me.use-case';
import { listSessions } from '@turnpike/management/identity/list-sessions.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { FirstPassword, PasswordForm } from '../../../identity/password-form';
import { ProfileForm } from '../../../identity/profile-form';
import { LinkedAccounts } from '../../../identity-providers/linked-accounts';
import { SessionsCard } from '../../../identity/sessions-card';
import { ConnectedApps } from '../../../oauth/connected-apps';
import { managementContext } from '../../../server/management';
import { requireSession, sessionToken } from '../../../server/session';
import { Card } from '../../../ui/card';
import { Facts } from '../../../ui/facts';
import { Instant } from '../../../ui/instant';
import { PageHeader } from '../../../ui/page-header';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('identity.account');
  return { title: t('title') };
}

export default async function AccountPage() {
  const { actor } = await requireSession();
  const context = managementContext();
  const [t, fields, { user }, sessions] = await Promise.all([
    getTranslations('identity.account'),
    getTranslations('identity'),
    getMe(context, actor),
    listSessions(context, actor, { token: await sessionToken() }),
  ]);
  if (user === null) throw new ApiError('unauthorized');
  const organisations = user.memberships.map(({ tenant }) => tenant).join(', ');
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} />
      <div className="grid grid-cols-1 gap-6">
        <div className="grid gap-6 lg:grid-cols-2">
          <Card title={t('profile')}>
            <ProfileForm name={user.name} />
            <div className="mt-6 border-t border-line">
              <Facts
                facts={[
                  [fields('email'), user.email],
                  [t('memberships'), organisations || t('noMemberships')],
                  [t('since'), <Instant key="since" iso={user.createdAt} show="date" />],
                ]}
              />
            </div>
          </Card>
          <Card title={t('passwordTitle')} lead={user.hasPassword ? t('passwordLead') : undefined}>
            {user.hasPassword ? <PasswordForm email={user.email} /> : <FirstPassword email={user.email} />}
          </Card>
        </div>
        <LinkedAccounts />
        <ConnectedApps />
        <SessionsCard sessions={sessions} />
      </div>
    </>
  );
}
