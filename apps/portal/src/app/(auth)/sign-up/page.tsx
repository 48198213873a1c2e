import { localPath } from '@turnpike/domain/local-path';
import type { Metadata } from 'next';
import Link from 'next/link';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { brand } from '../../../brand/brand';
import { AuthFooter, AuthHeading } from '../../../identity/auth-heading';
import { destination, withNext } from '../../../identity/destination';
import { ProviderButtons } from '../../../identity-providers/provider-buttons';
import { SignUpForm } from '../../../identity/sign-up-form';
import { currentSession } from '../../../server/session';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('identity');
  return { title: t('signUp') };
}

export default async function SignUpPage({ searchParams }: { searchParams: Promise<{ next?: string | string[] }> }) {
  const [{ next }, session, t] = await Promise.all([searchParams, currentSession(), getTranslations('identity')]);
  if (session !== null) redirect(destination(next, session.platformAdmin));
  return (
    <>
      <AuthHeading title={t('signUpTitle', { product: brand().name })}>{t('signUpLead')}</AuthHeading>
      <ProviderButtons next={next} />
      <SignUpForm next={typeof next === 'string' ? localPath(next) : null} />
      <AuthFooter>
        {t('haveAccount')} <Link href={withNext('/sign-in', next)}>{t('signIn')}</Link>
      </AuthFooter>
    </>
  );
}
