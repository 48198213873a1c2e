'use client';

import type { ModelView } from '@turnpike/contracts/management/models';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { updateRoutingAction } from '../app/(console)/admin/models/actions';
import { Button } from '../ui/button';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { useAction } from '../ui/use-action';

/** Forgets a model's policy. */
export function ResetRouting({ model, onReset }: { model: Pick<ModelView, 'id' | 'name'>; onReset: () => void }) {
  const t = useTranslations('routing.reset');
  const [open, setOpen] = useState(false);
  const { run, pending, error } = useAction(updateRoutingAction, {
    success: t('done'),
    onSuccess: () => {
      setOpen(false);
      onReset();
    },
  });
  return (
    // What the dialog sends rises to the form around it, which would save.
    <div onSubmit={(event) => event.stopPropagation()}>
      <Button onClick={() => setOpen(true)}>{t('action')}</Button>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={t('title')}
        effect={t('effect', { name: model.name })}
        action={t('action')}
        onConfirm={() => run({ model: model.id, routing: null })}
        pending={pending}
        error={error}
      />
    </div>
  );
}
