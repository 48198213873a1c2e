'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { resumeTenantAction, suspendTenantAction } from '../app/(console)/admin/tenants/actions';
import { Button } from '../ui/button';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { Field } from '../ui/field';
import { Textarea } from '../ui/input';
import { useAction } from '../ui/use-action';

interface SwitchProps {
  tenant: { id: string; name: string; status: 'active' | 'suspended'; applications: number };
}

/** Suspends a tenant or lets it call again, naming the effect first. */
export function TenantSwitch({ tenant }: SwitchProps) {
  const { id: tenantId, name, status, applications } = tenant;
  const suspending = status === 'active';
  const t = useTranslations(suspending ? 'tenants.suspend' : 'tenants.resume');
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const { run, pending, error, fieldErrors } = useAction(suspending ? suspendTenantAction : resumeTenantAction, {
    success: t('done'),
    onSuccess: () => {
      setReason('');
      setOpen(false);
    },
  });
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('open')}</Button>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={t('title', { tenant: name })}
        effect={t('effect', { tenant: name, applications })}
        action={t('confirm')}
        danger={suspending}
        pending={pending}
        error={error}
        onConfirm={() => run({ tenantId, reason })}
      >
        <Field label={t('reason')} hint={t('reasonHint')} error={fieldErrors.reason}>
          <Textarea
            required={suspending}
            maxLength={2000}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </Field>
      </ConfirmDialog>
    </>
  );
}
