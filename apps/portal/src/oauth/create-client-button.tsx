'use client';

import type { CreatedOAuthClientView } from '@turnpike/contracts/management/oauth';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { createOAuthClientAction } from '../app/(console)/app/oauth-clients/actions';
import type { ActionError } from '../server/action';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { useAction } from '../ui/use-action';
import { badKeys } from './bad-keys';
import { type ClientDraft, creationOf, draftOf } from './client-draft';
import { ClientForm } from './client-form';
import { ClientSecretDialog } from './client-secret-dialog';

interface CreateClientButtonProps {
  /** At least one. */
  applications: readonly { id: string; name: string }[];
  mode: 'live' | 'test';
}

/** Asks what the client is, makes it, and shows its secret once. */
export function CreateClientButton({ applications, mode }: CreateClientButtonProps) {
  const t = useTranslations('oauth.form');
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [wrong, setWrong] = useState<ActionError | null>(null);
  const [created, setCreated] = useState<CreatedOAuthClientView | null>(null);
  const showClient = ({ id }: CreatedOAuthClientView) => {
    setCreated(null);
    router.push(`/app/oauth-clients/${id}`);
    router.refresh();
  };
  const { run, pending, error, reset } = useAction(createOAuthClientAction, {
    onSuccess: (client) => {
      setOpen(false);
      if (client.secret === null) showClient(client);
      else setCreated(client);
    },
  });
  const change = (next: boolean) => {
    reset();
    setWrong(null);
    setOpen(next);
  };
  const submit = (draft: ClientDraft) => {
    const input = creationOf(draft);
    setWrong(input === null ? badKeys(t('jwksWrong')) : null);
    if (input !== null) run(input);
  };
  return (
    <>
      <Button variant="primary" onClick={() => change(true)}>
        {t('create')}
      </Button>
      <Dialog open={open} onOpenChange={change} title={t('createTitle')} description={t('createLead')} wide>
        <ClientForm
          initial={draftOf(null, { applicationId: applications[0]?.id ?? '', mode })}
          applications={applications}
          submit={t('create')}
          pending={pending}
          error={wrong ?? error}
          onSubmit={submit}
          onCancel={() => change(false)}
        />
      </Dialog>
      {created?.secret != null && (
        <ClientSecretDialog clientId={created.id} secret={created.secret} onDone={() => showClient(created)} />
      )}
    </>
  );
}
