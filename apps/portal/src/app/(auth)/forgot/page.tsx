import type { Metadata } from 'next';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { AuthFooter, AuthHeading } from '../../../identity/auth-heading';
import { EmailRequestForm } from '../../../identity/email-request-form';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('identity');
  return { title: t('forgot') };
}

export default async function ForgotPage() {
  const t = await getTranslations('identity');
  return (
    <>
      <AuthHeading title={t('forgot')}>{t('forgotLead')}</AuthHeading>
      <EmailRequestForm purpose="reset" />
      <AuthFooter>
        {t('remembered')} <Link href="/sign-in">{t('signIn')}</Link>
      </AuthFooter>
    </>
  );
}
