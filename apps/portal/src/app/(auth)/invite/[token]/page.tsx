import type { OpenInvitationView } from '@turnpike/contracts/management/members';
import { ApiError } from '@turnpike/errors/api-error';
import { readInvitation } from '@turnpike/management/members/read-invitation.use-case';
import type { Metadata } from 'next';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { AuthFooter, AuthHeading } from '../../../../identity/auth-heading';
import { ProviderButtons } from '../../../../identity-providers/provider-buttons';
import { AcceptForm, OtherAccountForm } from '../../../../invitations/accept-form';
import { NewPersonForm } from '../../../../invitations/new-person-form';
import { managementContext } from '../../../../server/management';
import { currentSession } from '../../../../server/session';
import { LinkButton } from '../../../../ui/button';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('organisation.invitation');
  return { title: t('pageTitle'), robots: { index: false }, referrer: 'no-referrer' };
}

/** What an invitation's link leads to: who invites where, and the one way in that fits the reader. */
export default async function InvitationPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const t = await getTranslations('organisation');
  const invitation = await open(token);
  if (invitation === 'expired' || invitation === 'gone') {
    return (
      <>
        <AuthHeading title={t(`invitation.${invitation}`)}>{t(`invitation.${invitation}Lead`)}</AuthHeading>
        <AuthFooter>
          <Link href="/sign-in">{t('invitation.toSignIn')}</Link>
        </AuthFooter>
      </>
    );
  }
  const { tenant, invitedBy, role, customRole } = invitation;
  const named = { tenant, role: customRole?.name ?? t(`role.${role}`) };
  return (
    <>
      <AuthHeading title={t('invitation.title', { tenant })}>
        {invitedBy === null ? t('invitation.leadPlatform', named) : t('invitation.lead', { ...named, invitedBy })}
      </AuthHeading>
      <p className="mb-4 break-words">
        {t.rich('invitation.for', {
          email: invitation.email,
          strong: (chunks) => <strong>{chunks}</strong>,
        })}
      </p>
      <WayIn token={token} invitation={invitation} />
    </>
  );
}

async function WayIn({ token, invitation }: { token: string; invitation: OpenInvitationView }) {
  const [t, session] = await Promise.all([getTranslations('organisation.invitation'), currentSession()]);
  const { tenant, email, account } = invitation;
  if (session !== null) {
    return session.email === email ? (
      <AcceptForm token={token} tenant={tenant} />
    ) : (
      <OtherAccountForm token={token} email={session.email} />
    );
  }
  const here = `/invite/${encodeURIComponent(token)}`;
  if (account === 'new') {
    return (
      <>
        <NewPersonForm token={token} email={email} />
        <ProviderButtons next={here} divider="above" />
      </>
    );
  }
  return (
    <div className="grid grid-cols-1 gap-4">
      <p className="text-quiet">{t('signInFirst')}</p>
      <LinkButton href={`/sign-in?next=${encodeURIComponent(here)}`} variant="primary" size="lg" className="w-full">
        {t('signIn')}
      </LinkButton>
    </div>
  );
}

async function open(token: string): Promise<OpenInvitationView | 'expired' | 'gone'> {
  try {
    return await readInvitation(managementContext(), { token });
  } catch (error) {
    if (error instanceof ApiError && error.code === 'not_found') return 'gone';
    if (error instanceof ApiError && error.code === 'invalid_state') return 'expired';
    throw error;
  }
}
