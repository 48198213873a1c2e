'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { createProviderAction } from '../app/(console)/admin/providers/actions';
import { Button } from '../ui/button';
import { Field } from '../ui/field';
import { FormError } from '../ui/form-error';
import { Input } from '../ui/input';
import { useAction } from '../ui/use-action';
import { BaseUrlField, ServesTestKeys } from './provider-fields';
import { NameAndSlug } from './name-and-slug';

/** Adds a vendor account. */
export function ProviderForm() {
  const t = useTranslations('admin.providers');
  const router = useRouter();
  const [name, setName] = useState('');
  const [slug, setSlug] = useState('');
  const [baseUrl, setBaseUrl] = useState('');
  const [credential, setCredential] = useState('');
  const [servesTestKeys, setServesTestKeys] = useState(false);
  const { run, pending, error, fieldErrors } = useAction(createProviderAction, {
    success: t('created'),
    onSuccess: ({ id }) => router.push(`/admin/providers/${id}`),
  });
  const submit = () =>
    run({
      name,
      baseUrl,
      servesTestKeys,
      ...(slug === '' ? {} : { slug }),
      ...(credential === '' ? {} : { credential }),
    });
  return (
    <form
      className="grid max-w-xl gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <NameAndSlug
        name={name}
        slug={slug}
        onName={setName}
        onSlug={setSlug}
        errors={fieldErrors}
        nameHint={t('nameHint')}
      />
      <BaseUrlField value={baseUrl} onChange={setBaseUrl} error={fieldErrors.baseUrl} />
      <Field label={t('credential')} hint={t('credentialHint')} error={fieldErrors.credential}>
        <Input
          type="password"
          value={credential}
          onChange={(event) => setCredential(event.target.value)}
          autoComplete="off"
          className="font-mono"
        />
      </Field>
      <ServesTestKeys checked={servesTestKeys} onChange={setServesTestKeys} />
      <FormError error={error} />
      <div>
        <Button type="submit" variant="primary" pending={pending}>
          {t('create')}
        </Button>
      </div>
    </form>
  );
}
