'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { leaveTenantAction } from '../app/(console)/org/settings/actions';
import { Button } from '../ui/button';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { useAction } from '../ui/use-action';

/** Takes oneself out of the organisation, once its name was typed. */
export function LeaveButton({ tenant }: { tenant: string }) {
  const t = useTranslations('organisation.settings');
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const { run, pending, error, reset } = useAction(leaveTenantAction, { onSuccess: () => router.push('/app/start') });
  const change = (next: boolean) => {
    reset();
    setOpen(next);
  };
  return (
    <>
      <Button variant="danger" onClick={() => change(true)}>
        {t('leaveAction')}
      </Button>
      <ConfirmDialog
        open={open}
        onOpenChange={change}
        title={t('leaveTitle', { tenant })}
        effect={t('leaveEffect')}
        action={t('leaveAction')}
        onConfirm={() => run(undefined)}
        pending={pending}
        error={error}
        typed={tenant}
      />
    </>
  );
}
