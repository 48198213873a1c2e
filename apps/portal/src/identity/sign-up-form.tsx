'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { signUpAction } from '../app/(auth)/actions';
import { Field } from '../ui/field';
import { Input } from '../ui/input';
import { useAction } from '../ui/use-action';
import { EmailField } from './email-field';
import { Form, goTo } from './form';
import { NewPasswordField } from './new-password-field';

/** What an account takes: an address and a password. Everything else may be left empty. */
export function SignUpForm({ next }: { next: string | null }) {
  const t = useTranslations('identity');
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [organisation, setOrganisation] = useState('');
  const { run, pending, error, fieldErrors } = useAction(signUpAction, { onSuccess: goTo });
  const submit = () => run({ name, email, password, organisation, ...(next === null ? {} : { next }) });
  return (
    <Form onSubmit={submit} action={t('signUp')} pending={pending} error={error}>
      <EmailField value={email} onChange={setEmail} error={fieldErrors.email} autoComplete="username" />
      <NewPasswordField label={t('password')} value={password} onChange={setPassword} error={fieldErrors.password} />
      <Field label={t('yourName')} error={fieldErrors.name}>
        <Input autoComplete="name" value={name} onChange={(event) => setName(event.target.value)} maxLength={120} />
      </Field>
      <Field label={t('organisation')} hint={t('organisationHint')} error={fieldErrors.organisation}>
        <Input
          autoComplete="organization"
          value={organisation}
          onChange={(event) => setOrganisation(event.target.value)}
          maxLength={120}
        />
      </Field>
    </Form>
  );
}
