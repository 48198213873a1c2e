'use client';

import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { signInAction } from '../app/(auth)/actions';
import { Field } from '../ui/field';
import { useAction } from '../ui/use-action';
import { EmailField } from './email-field';
import { Form, goTo } from './form';
import { PasswordInput } from './password-input';
import { ResendButton } from './resend-button';

/** E-mail and password. `next` is where the reader wanted to go. */
export function SignInForm({ next }: { next: string | null }) {
  const t = useTranslations('identity');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [left, setLeft] = useState(false);
  const { run, pending, error, fieldErrors } = useAction(signInAction, {
    onSuccess: (onward) => {
      setLeft(true);
      goTo(onward);
    },
  });
  return (
    <div className="grid gap-4 *:min-w-0">
      <Form
        onSubmit={() => run({ email, password, next })}
        action={t('signIn')}
        pending={pending || left}
        error={error}
      >
        <EmailField value={email} onChange={setEmail} error={fieldErrors.email} autoComplete="username" />
        <Field label={t('password')} error={fieldErrors.password}>
          <PasswordInput
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.target.value)}
            required
          />
        </Field>
        <p className="-mt-2 text-xs">
          <Link href="/forgot">{t('forgotLink')}</Link>
        </p>
      </Form>
      {error?.code === 'email_unverified' && <ResendButton email={email} />}
    </div>
  );
}
