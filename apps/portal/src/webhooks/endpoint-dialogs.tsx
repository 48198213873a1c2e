'use client';

/** The questions asked before an endpoint is disabled, deleted, or sent again what it missed. */
import type { WebhookEndpointView } from '@turnpike/contracts/management/webhooks';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import {
  deleteWebhookEndpointAction,
  disableWebhookEndpointAction,
  replayUndeliveredAction,
} from '../app/(console)/app/webhooks/actions';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { toast } from '../ui/toast';
import { useAction } from '../ui/use-action';

interface EndpointDialogProps {
  endpoint: WebhookEndpointView;
  onClose: () => void;
}

export function DisableDialog({ endpoint, onClose }: EndpointDialogProps) {
  const t = useTranslations('webhooks.disable');
  const { run, pending, error } = useAction(disableWebhookEndpointAction, {
    success: t('success'),
    onSuccess: onClose,
  });
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('title')}
      effect={<span className="break-words">{t('effect', { url: endpoint.url })}</span>}
      action={t('confirm')}
      pending={pending}
      error={error}
      onConfirm={() => run({ endpointId: endpoint.id })}
    />
  );
}

/** What was delivered stays to be seen; the list is where one goes on from here. */
export function DeleteDialog({ endpoint, onClose }: EndpointDialogProps) {
  const t = useTranslations('webhooks.remove');
  const router = useRouter();
  const { run, pending, error } = useAction(deleteWebhookEndpointAction, {
    success: t('success'),
    onSuccess: () => router.push('/app/webhooks'),
  });
  const { url } = endpoint;
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('title')}
      effect={<span className="break-words">{t('effect', { url })}</span>}
      action={t('confirm')}
      typed={new URL(url).host}
      pending={pending}
      error={error}
      onConfirm={() => run({ endpointId: endpoint.id })}
    />
  );
}

export function ReplayAllDialog({ endpoint, onClose, onReplayed }: EndpointDialogProps & { onReplayed: () => void }) {
  const t = useTranslations('webhooks.replayAll');
  const { run, pending, error } = useAction(replayUndeliveredAction, {
    onSuccess: ({ replayed }) => {
      toast.success(t('success', { count: replayed }));
      onReplayed();
      onClose();
    },
  });
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('title')}
      effect={<span className="break-words">{t('effect', { url: endpoint.url })}</span>}
      action={t('confirm')}
      danger={false}
      pending={pending}
      error={error}
      onConfirm={() => run({ endpointId: endpoint.id })}
    />
  );
}
