'use client';

import type { OAuthClientView } from '@turnpike/contracts/management/oauth';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { updateOAuthClientAction } from '../app/(console)/app/oauth-clients/actions';
import type { ActionError } from '../server/action';
import { Dialog } from '../ui/dialog';
import { useAction } from '../ui/use-action';
import { badKeys } from './bad-keys';
import { changesOf, type ClientDraft, draftOf } from './client-draft';
import { ClientForm } from './client-form';

/** Changes what may be changed of a client. */
export function EditClientDialog({ client, onClose }: { client: OAuthClientView; onClose: () => void }) {
  const t = useTranslations('oauth.form');
  const [wrong, setWrong] = useState<ActionError | null>(null);
  const { run, pending, error } = useAction(updateOAuthClientAction, { success: t('saved'), onSuccess: onClose });
  const submit = (draft: ClientDraft) => {
    const changes = changesOf(draft);
    setWrong(changes === null ? badKeys(t('jwksWrong')) : null);
    if (changes !== null) run({ ...changes, clientId: client.id });
  };
  return (
    <Dialog open onOpenChange={onClose} title={t('editTitle', { name: client.name })} wide>
      <ClientForm
        initial={draftOf(client, { applicationId: client.applicationId, mode: client.environment })}
        applications={[]}
        submit={t('save')}
        pending={pending}
        error={wrong ?? error}
        onSubmit={submit}
        onCancel={onClose}
      />
    </Dialog>
  );
}
