import { isLinkOpen } from '@turnpike/management/identity/is-link-open.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { AuthHeading } from '../../../../identity/auth-heading';
import { ResetForm } from '../../../../identity/reset-form';
import { ExpiredLink } from '../../../../identity/verify-form';
import { managementContext } from '../../../../server/management';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('identity');
  return { title: t('resetTitle'), robots: { index: false }, referrer: 'no-referrer' };
}

export default async function ResetPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const t = await getTranslations('identity');
  const open = await isLinkOpen(managementContext(), { purpose: 'reset_password', token });
  return (
    <>
      <AuthHeading title={t('resetTitle')}>{open ? t('resetLead') : undefined}</AuthHeading>
      {open ? <ResetForm token={token} /> : <ExpiredLink purpose="reset" />}
    </>
  );
}
