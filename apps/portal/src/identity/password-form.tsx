'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { changePasswordAction, requestPasswordAction } from '../app/(console)/account/actions';
import { Button } from '../ui/button';
import { Field } from '../ui/field';
import { FormError } from '../ui/form-error';
import { useAction } from '../ui/use-action';
import { goTo } from './form';
import { NewPasswordField } from './new-password-field';
import { PasswordInput } from './password-input';

/** Changes the password. `email` tells password managers whose it is. */
export function PasswordForm({ email }: { email: string }) {
  const t = useTranslations('identity');
  const [currentPassword, setCurrent] = useState('');
  const [newPassword, setNew] = useState('');
  const { run, pending, error, fieldErrors } = useAction(changePasswordAction, {
    success: t('account.passwordChanged'),
    onSuccess: () => {
      setCurrent('');
      setNew('');
    },
  });
  const named = Object.keys(fieldErrors).length > 0;
  return (
    <form
      className="grid max-w-md gap-4 *:min-w-0"
      onSubmit={(event) => {
        event.preventDefault();
        run({ currentPassword, newPassword });
      }}
    >
      <input type="hidden" autoComplete="username" value={email} readOnly />
      <Field label={t('currentPassword')} error={fieldErrors.currentPassword}>
        <PasswordInput
          autoComplete="current-password"
          value={currentPassword}
          onChange={(event) => setCurrent(event.target.value)}
          required
        />
      </Field>
      <NewPasswordField
        label={t('newPassword')}
        value={newPassword}
        onChange={setNew}
        error={fieldErrors.newPassword}
      />
      <FormError error={named ? null : error} />
      <div>
        <Button type="submit" pending={pending}>
          {t('account.changePassword')}
        </Button>
      </div>
    </form>
  );
}

/** For a person who signs in through an identity provider: the way to a password as well. */
export function FirstPassword({ email }: { email: string }) {
  const t = useTranslations('identity.account');
  const { run, pending, error } = useAction(requestPasswordAction, { onSuccess: goTo });
  return (
    <div className="grid max-w-prose gap-4 *:min-w-0">
      <p>{t('noPassword', { email })}</p>
      <FormError error={error} />
      <div>
        <Button onClick={() => run(undefined)} pending={pending}>
          {t('sendPasswordLink')}
        </Button>
      </div>
    </div>
  );
}
