'use client';

import type { CreatedWebhookEndpointView } from '@turnpike/contracts/management/webhooks';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { createWebhookEndpointAction } from '../app/(console)/app/webhooks/actions';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { useAction } from '../ui/use-action';
import { EndpointForm } from './endpoint-form';
import { SecretDialog } from './secret-dialog';

/** Asks where to and which events, makes the endpoint, and shows its secret once. */
export function AddEndpointButton({ suggestion }: { suggestion: string | null }) {
  const t = useTranslations('webhooks.form');
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [created, setCreated] = useState<CreatedWebhookEndpointView | null>(null);
  const { run, pending, error, reset } = useAction(createWebhookEndpointAction, {
    onSuccess: (endpoint) => {
      setOpen(false);
      setCreated(endpoint);
    },
  });
  const change = (next: boolean) => {
    reset();
    setOpen(next);
  };
  return (
    <>
      <Button variant="primary" onClick={() => change(true)}>
        {t('add')}
      </Button>
      <Dialog open={open} onOpenChange={change} title={t('addTitle')} description={t('addLead')} wide>
        <EndpointForm
          suggestion={suggestion}
          submit={t('submitAdd')}
          pending={pending}
          error={error}
          onSubmit={run}
          onCancel={() => change(false)}
        />
      </Dialog>
      {created !== null && (
        <SecretDialog
          secret={created.secret}
          onDone={() => {
            setCreated(null);
            router.push(`/app/webhooks/${created.id}`);
            router.refresh();
          }}
        />
      )}
    </>
  );
}
