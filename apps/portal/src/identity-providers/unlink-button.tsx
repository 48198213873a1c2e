'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '../ui/button';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { useAction } from '../ui/use-action';
import { unlinkIdentityAction } from './actions';

/** Takes a service from the ways to sign in, once that is confirmed. */
export function UnlinkButton({ id, name, email }: { id: string; name: string; email: string }) {
  const t = useTranslations('organisation.providers');
  const [open, setOpen] = useState(false);
  const { run, pending, error, reset } = useAction(unlinkIdentityAction, {
    success: t('unlinked'),
    onSuccess: () => setOpen(false),
  });
  const change = (next: boolean) => {
    reset();
    setOpen(next);
  };
  return (
    <>
      <Button size="sm" onClick={() => change(true)} aria-label={t('unlinkOf', { name })}>
        {t('unlink')}
      </Button>
      <ConfirmDialog
        open={open}
        onOpenChange={change}
        title={t('unlinkTitle', { name })}
        effect={t('unlinkEffect', { name, email })}
        action={t('unlinkAction')}
        onConfirm={() => run({ identityId: id })}
        pending={pending}
        error={error}
      />
    </>
  );
}
