'use client';

import type { ProviderView } from '@turnpike/contracts/management/providers';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { updateProviderAction } from '../app/(console)/admin/providers/actions';
import { Button } from '../ui/button';
import { Card } from '../ui/card';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { Field } from '../ui/field';
import { FormError } from '../ui/form-error';
import { Input } from '../ui/input';
import { useAction } from '../ui/use-action';
import { BaseUrlField, ServesTestKeys } from './provider-fields';

/** Name, address and whom it serves. */
export function ProviderSettings({ provider }: { provider: ProviderView }) {
  const t = useTranslations('admin.providers');
  const f = useTranslations('admin.fields');
  const [name, setName] = useState(provider.name);
  const [baseUrl, setBaseUrl] = useState(provider.baseUrl);
  const [servesTestKeys, setServesTestKeys] = useState(provider.servesTestKeys);
  const { run, pending, error, fieldErrors } = useAction(updateProviderAction, { success: f('saved') });
  const changed = name !== provider.name || baseUrl !== provider.baseUrl || servesTestKeys !== provider.servesTestKeys;
  return (
    <Card title={t('settings')}>
      <form
        className="grid grid-cols-1 gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          run({ provider: provider.id, changes: { name, baseUrl, servesTestKeys } });
        }}
      >
        <Field label={f('name')} error={fieldErrors['changes.name']}>
          <Input value={name} onChange={(event) => setName(event.target.value)} required maxLength={120} />
        </Field>
        <BaseUrlField
          kind={provider.kind}
          value={baseUrl}
          onChange={setBaseUrl}
          error={fieldErrors['changes.baseUrl']}
        />
        <ServesTestKeys checked={servesTestKeys} onChange={setServesTestKeys} />
        <FormError error={error} />
        <div>
          <Button type="submit" pending={pending} disabled={!changed}>
            {f('save')}
          </Button>
        </div>
      </form>
    </Card>
  );
}

/** Takes a provider out of service, and back. */
export function ProviderSwitch({ provider }: { provider: ProviderView }) {
  const t = useTranslations('admin.providers');
  const [open, setOpen] = useState(false);
  const { run, pending, error } = useAction(updateProviderAction, { onSuccess: () => setOpen(false) });
  const set = (status: 'active' | 'disabled') => run({ provider: provider.id, changes: { status } });
  if (provider.status === 'disabled') {
    return (
      <>
        <FormError error={error} />
        <Button onClick={() => set('active')} pending={pending}>
          {t('enable')}
        </Button>
      </>
    );
  }
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('disable')}</Button>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={t('disableTitle', { name: provider.name })}
        effect={t('disableEffect')}
        action={t('disable')}
        onConfirm={() => set('disabled')}
        pending={pending}
        error={error}
      />
    </>
  );
}
