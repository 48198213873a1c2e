'use client';

import type { JobView } from '@turnpike/contracts/management/jobs';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { cancelJobAction } from '../app/(console)/app/jobs/actions';
import { Button } from '../ui/button';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { useAction } from '../ui/use-action';

/** Stops a job that waits or runs, after saying what that does to it. */
export function CancelJobButton({ job: { id, state } }: { job: Pick<JobView, 'id' | 'state'> }) {
  const t = useTranslations('jobs');
  const [open, setOpen] = useState(false);
  const { run, pending, error } = useAction(cancelJobAction, {
    success: t(state === 'queued' ? 'cancel.success' : 'cancel.asked'),
    onSuccess: () => setOpen(false),
  });
  return (
    <>
      <Button size="sm" variant="danger" className="ml-auto" onClick={() => setOpen(true)}>
        {t('cancel.action')}
      </Button>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={t('cancel.title')}
        effect={t(state === 'queued' ? 'cancel.queued' : 'cancel.running')}
        action={t('cancel.action')}
        pending={pending}
        error={error}
        onConfirm={() => run({ jobId: id })}
      />
    </>
  );
}
