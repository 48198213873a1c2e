import { isLinkOpen } from '@turnpike/management/identity/is-link-open.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { AuthHeading } from '../../../../identity/auth-heading';
import { ExpiredLink, VerifyForm } from '../../../../identity/verify-form';
import { managementContext } from '../../../../server/management';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('identity');
  return { title: t('verifyTitle'), robots: { index: false }, referrer: 'no-referrer' };
}

export default async function VerifyPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const t = await getTranslations('identity');
  const open = await isLinkOpen(managementContext(), { purpose: 'verify_email', token });
  return (
    <>
      <AuthHeading title={t('verifyTitle')} />
      {open ? <VerifyForm token={token} /> : <ExpiredLink purpose="verify" />}
    </>
  );
}
