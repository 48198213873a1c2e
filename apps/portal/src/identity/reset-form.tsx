'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { resetPasswordAction } from '../app/(auth)/actions';
import { useAction } from '../ui/use-action';
import { Form, goTo } from './form';
import { NewPasswordField } from './new-password-field';
import { ExpiredLink } from './verify-form';

/** A new password, by the token of a link. */
export function ResetForm({ token }: { token: string }) {
  const t = useTranslations('identity');
  const [password, setPassword] = useState('');
  const [left, setLeft] = useState(false);
  const { run, pending, error, fieldErrors } = useAction(resetPasswordAction, {
    onSuccess: (onward) => {
      setLeft(true);
      goTo(onward);
    },
  });
  if (error?.code === 'link_invalid') return <ExpiredLink purpose="reset" />;
  return (
    <Form onSubmit={() => run({ token, password })} action={t('setPassword')} pending={pending || left} error={error}>
      <NewPasswordField label={t('newPassword')} value={password} onChange={setPassword} error={fieldErrors.password} />
    </Form>
  );
}
