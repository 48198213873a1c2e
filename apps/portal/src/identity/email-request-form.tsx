'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { requestResetAction, resendVerificationAction } from '../app/(auth)/actions';
import { useAction } from '../ui/use-action';
import { EmailField } from './email-field';
import type { MailPurpose } from './expected-mail';
import { Form, goTo } from './form';

/** Asks for an address and has a link sent there. */
export function EmailRequestForm({ purpose }: { purpose: MailPurpose }) {
  const t = useTranslations('identity');
  const [email, setEmail] = useState('');
  const action = purpose === 'verify' ? resendVerificationAction : requestResetAction;
  const { run, pending, error, fieldErrors } = useAction(action, { onSuccess: goTo });
  return (
    <Form onSubmit={() => run({ email })} action={t('sendLink')} pending={pending} error={error}>
      <EmailField value={email} onChange={setEmail} error={fieldErrors.email} autoComplete="email" />
    </Form>
  );
}
