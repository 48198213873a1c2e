'use client';

import type { CatalogueEntryView } from '@turnpike/contracts/management/model-catalogue';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { restoreCatalogueEntryAction } from '../app/(console)/admin/catalogue/actions';
import { Button } from '../ui/button';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { useAction } from '../ui/use-action';

/** Undoes what admins made of a shipped entry. */
export function EntryRestore({ entry }: { entry: CatalogueEntryView }) {
  const t = useTranslations('modelCatalogue');
  const [open, setOpen] = useState(false);
  const { run, pending, error } = useAction(restoreCatalogueEntryAction, {
    success: t('restored'),
    onSuccess: () => setOpen(false),
  });
  return (
    <>
      <Button variant="ghost" onClick={() => setOpen(true)}>
        {t('restore')}
      </Button>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={t('restoreTitle', { name: entry.name })}
        effect={t('restoreEffect')}
        action={t('restore')}
        onConfirm={() => run({ entry: entry.id })}
        pending={pending}
        error={error}
        danger={false}
      />
    </>
  );
}
