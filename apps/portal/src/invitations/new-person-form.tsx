'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { acceptAsNewPersonAction } from '../app/(auth)/invite/[token]/actions';
import { Form, goTo } from '../identity/form';
import { NewPasswordField } from '../identity/new-password-field';
import { Field } from '../ui/field';
import { Input } from '../ui/input';
import { useAction } from '../ui/use-action';

/** A name and a password: the address is the one that was invited. */
export function NewPersonForm({ token, email }: { token: string; email: string }) {
  const t = useTranslations('organisation.invitation');
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [left, setLeft] = useState(false);
  const { run, pending, error, fieldErrors } = useAction(acceptAsNewPersonAction, {
    onSuccess: (onward) => {
      setLeft(true);
      goTo(onward);
    },
  });
  return (
    <Form onSubmit={() => run({ token, name, password })} action={t('create')} pending={pending || left} error={error}>
      <p className="text-quiet">{t('newLead')}</p>
      {/* Not to be changed, but what a password manager stores the password under. */}
      <Field label={t('email')}>
        <Input type="email" autoComplete="username" value={email} readOnly />
      </Field>
      <Field label={t('yourName')} error={fieldErrors.name}>
        <Input autoComplete="name" value={name} onChange={(event) => setName(event.target.value)} maxLength={120} />
      </Field>
      <NewPasswordField label={t('password')} value={password} onChange={setPassword} error={fieldErrors.password} />
    </Form>
  );
}
