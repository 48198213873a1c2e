'use client';

import { useTranslations } from 'next-intl';
import { requestResetAction, resendVerificationAction } from '../app/(auth)/actions';
import { Button } from '../ui/button';
import { FormError } from '../ui/form-error';
import { useAction } from '../ui/use-action';
import type { MailPurpose } from './expected-mail';

/** Has the mail sent again. */
export function ResendButton({ email, purpose = 'verify' }: { email: string; purpose?: MailPurpose }) {
  const t = useTranslations('identity');
  const action = purpose === 'verify' ? resendVerificationAction : requestResetAction;
  const { run, pending, error } = useAction(action, { success: t('sentAgain') });
  return (
    <div className="grid gap-3 *:min-w-0">
      <Button onClick={() => run({ email })} pending={pending} className="w-full">
        {t('sendAgain')}
      </Button>
      <FormError error={error} />
    </div>
  );
}
