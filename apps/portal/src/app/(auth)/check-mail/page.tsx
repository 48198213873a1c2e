import type { Metadata } from 'next';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { portalConfig } from '../../../environment';
import { AuthFooter, AuthHeading } from '../../../identity/auth-heading';
import { expectedMail } from '../../../identity/expected-mail';
import { ResendButton } from '../../../identity/resend-button';
import { LinkButton } from '../../../ui/button';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('identity');
  return { title: t('checkMail'), robots: { index: false } };
}

export default async function CheckMailPage() {
  const [mail, t] = await Promise.all([expectedMail(), getTranslations('identity')]);
  const { mailboxUrl } = portalConfig();
  const isReset = mail?.purpose === 'reset';
  return (
    <>
      <AuthHeading title={t('checkMail')} />
      <div className="grid grid-cols-1 gap-4">
        <p className="break-words">
          {mail === null
            ? t('mailSent')
            : t.rich(isReset ? 'mailSentReset' : 'mailSentVerify', {
                email: mail.email,
                strong: (text) => <strong>{text}</strong>,
              })}
        </p>
        {mailboxUrl !== '' && (
          <>
            <LinkButton href={mailboxUrl} variant="primary" size="lg" plain>
              {t('openMailbox')}
            </LinkButton>
            <p className="text-xs text-quiet">{t('mailboxHint')}</p>
          </>
        )}
        <p className="text-quiet">{t('mailMissing')}</p>
        {mail !== null && <ResendButton email={mail.email} purpose={mail.purpose} />}
      </div>
      <AuthFooter>
        {t('wrongAddress')} <Link href={isReset ? '/forgot' : '/sign-up'}>{t('startAgain')}</Link>
      </AuthFooter>
    </>
  );
}
