'use client';

import type { WebhookEndpointView } from '@turnpike/contracts/management/webhooks';
import { useTranslations } from 'next-intl';
import { updateWebhookEndpointAction } from '../app/(console)/app/webhooks/actions';
import { Dialog } from '../ui/dialog';
import { useAction } from '../ui/use-action';
import { EndpointForm } from './endpoint-form';

interface EditEndpointDialogProps {
  endpoint: WebhookEndpointView;
  suggestion: string | null;
  onClose: () => void;
}

/** Where to and which events, to change. */
export function EditEndpointDialog({ endpoint, suggestion, onClose }: EditEndpointDialogProps) {
  const t = useTranslations('webhooks.form');
  const { run, pending, error } = useAction(updateWebhookEndpointAction, { success: t('saved'), onSuccess: onClose });
  return (
    <Dialog open onOpenChange={onClose} title={t('editTitle')} wide>
      <EndpointForm
        present={endpoint}
        suggestion={suggestion}
        submit={t('submitEdit')}
        pending={pending}
        error={error}
        onSubmit={(input) => run({ endpointId: endpoint.id, ...input })}
        onCancel={onClose}
      />
    </Dialog>
  );
}
