'use client';

import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { verifyEmailAction } from '../app/(auth)/actions';
import { useAction } from '../ui/use-action';
import { EmailRequestForm } from './email-request-form';
import { Form, goTo } from './form';

/** The button that uses the link up. Opening the page does not: programs that read mail open links too. */
export function VerifyForm({ token }: { token: string }) {
  const t = useTranslations('identity');
  const [left, setLeft] = useState(false);
  const { run, pending, error } = useAction(verifyEmailAction, {
    onSuccess: (onward) => {
      setLeft(true);
      goTo(onward);
    },
  });
  if (error?.code === 'link_invalid') return <ExpiredLink purpose="verify" />;
  return (
    <Form onSubmit={() => run({ token })} action={t('verify')} pending={pending || left} error={error}>
      <p className="text-quiet">{t('verifyLead')}</p>
    </Form>
  );
}

/** A link that is good no more, and the way to another. */
export function ExpiredLink({ purpose }: { purpose: 'verify' | 'reset' }) {
  const t = useTranslations('identity');
  return (
    <div className="grid gap-4 *:min-w-0" role="status">
      <p>{t('linkInvalid')}</p>
      <p className="text-quiet">
        {t.rich(purpose === 'verify' ? 'linkInvalidVerify' : 'linkInvalidReset', {
          link: (text) => <Link href="/sign-in">{text}</Link>,
        })}
      </p>
      <EmailRequestForm purpose={purpose} />
    </div>
  );
}
