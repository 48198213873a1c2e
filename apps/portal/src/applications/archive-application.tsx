'use client';

import type { ApplicationView } from '@turnpike/contracts/management/applications';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { archiveApplicationAction } from '../app/(console)/app/applications/actions';
import { Button } from '../ui/button';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { useAction } from '../ui/use-action';

/** Ends an application with all that hangs on it, after its name was typed. */
export function ArchiveApplication({ application }: { application: ApplicationView }) {
  const t = useTranslations('subscriptions');
  const [open, setOpen] = useState(false);
  const { run, pending, error } = useAction(archiveApplicationAction, {
    onSuccess: () => setOpen(false),
    success: t('archivedToast', { name: application.name }),
  });
  return (
    <>
      <Button variant="danger" onClick={() => setOpen(true)}>
        {t('archive')}
      </Button>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={t('archiveTitle', { name: application.name })}
        effect={t('archiveEffect', { keys: application.openKeys, subscriptions: application.openSubscriptions })}
        action={t('archive')}
        typed={application.name}
        onConfirm={() => run({ applicationId: application.id, reason: '' })}
        pending={pending}
        error={error}
      />
    </>
  );
}
