import type { Metadata } from 'next';
import Link from 'next/link';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { AuthFooter, AuthHeading } from '../../../identity/auth-heading';
import { destination, withNext } from '../../../identity/destination';
import { ProviderButtons } from '../../../identity-providers/provider-buttons';
import { SignInForm } from '../../../identity/sign-in-form';
import { currentSession } from '../../../server/session';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('identity');
  return { title: t('signIn') };
}

export default async function SignInPage({
  searchParams,
}: {
  searchParams: Promise<{ next?: string | string[]; failure?: string | string[] }>;
}) {
  const [{ next, failure }, session, t] = await Promise.all([
    searchParams,
    currentSession(),
    getTranslations('identity'),
  ]);
  if (session !== null) redirect(destination(next, session.platformAdmin));
  return (
    <>
      <AuthHeading title={t('signIn')} />
      <ProviderButtons next={next} failure={failure} />
      <SignInForm next={typeof next === 'string' ? next : null} />
      <AuthFooter>
        {t('noAccount')} <Link href={withNext('/sign-up', next)}>{t('signUp')}</Link>
      </AuthFooter>
    </>
  );
}
