'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { retryFailedJobsAction } from '../app/(console)/admin/queues/actions';
import { Button } from '../ui/button';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { toast } from '../ui/toast';
import { useAction } from '../ui/use-action';

interface RetryFailedProps {
  queue: string;
  title: string;
  failed: number;
}

/** Has a queue's failed jobs tried again, after asking. */
export function RetryFailed({ queue, title, failed }: RetryFailedProps) {
  const t = useTranslations('queues');
  const [asking, setAsking] = useState(false);
  const { run, pending, error } = useAction(retryFailedJobsAction, {
    onSuccess: ({ retried }) => {
      setAsking(false);
      toast.success(t('retried', { count: retried }));
    },
  });
  return (
    <>
      <Button size="sm" onClick={() => setAsking(true)}>
        {t('retry')}
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t('retryTitle', { queue: title })}
        effect={t('retryEffect', { count: failed })}
        action={t('retry')}
        danger={false}
        pending={pending}
        error={error}
        onConfirm={() => run({ queue })}
      />
    </>
  );
}
