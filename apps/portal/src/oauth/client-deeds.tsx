'use client';

/** What can be done to a client, as buttons on its page; what takes effect on others asks first and names it. */
import type { OAuthClientView, RotatedClientSecretView } from '@turnpike/contracts/management/oauth';
import { useRouter } from 'next/navigation';
import { useFormatter, useTranslations } from 'next-intl';
import { useState } from 'react';
import {
  disableOAuthClientAction,
  enableOAuthClientAction,
  revokeOAuthClientAction,
} from '../app/(console)/app/oauth-clients/actions';
import { Button } from '../ui/button';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { FormError } from '../ui/form-error';
import { useAction } from '../ui/use-action';
import { ClientSecretDialog } from './client-secret-dialog';
import { EditClientDialog } from './edit-client-dialog';
import { RotateClientDialog } from './rotate-client-dialog';

type Deed = 'edit' | 'rotate' | 'disable' | 'revoke';

export function ClientDeeds({ client }: { client: OAuthClientView }) {
  const t = useTranslations('oauth');
  const [deed, setDeed] = useState<Deed | null>(null);
  const enable = useAction(enableOAuthClientAction, { success: t('enable.success') });
  const close = () => setDeed(null);
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap gap-2">
        <Button size="sm" onClick={() => setDeed('edit')}>
          {t('form.edit')}
        </Button>
        {client.authMethod === 'client_secret_basic' && (
          <Button size="sm" onClick={() => setDeed('rotate')}>
            {t('rotate.action')}
          </Button>
        )}
        {client.status === 'active' ? (
          <Button size="sm" onClick={() => setDeed('disable')}>
            {t('disable.action')}
          </Button>
        ) : (
          <Button size="sm" pending={enable.pending} onClick={() => enable.run({ clientId: client.id })}>
            {t('enable.action')}
          </Button>
        )}
        <Button size="sm" variant="danger" onClick={() => setDeed('revoke')}>
          {t('revoke.action')}
        </Button>
      </div>
      <FormError error={enable.error} />
      {deed === 'edit' && <EditClientDialog client={client} onClose={close} />}
      {deed === 'disable' && <EndDialog client={client} how="disable" onClose={close} />}
      {deed === 'revoke' && <EndDialog client={client} how="revoke" onClose={close} />}
      <Rotation client={client} open={deed === 'rotate'} onClose={close} />
    </div>
  );
}

interface EndDialogProps {
  client: OAuthClientView;
  how: 'disable' | 'revoke';
  onClose: () => void;
}

/** What can't be undone must be named. */
function EndDialog({ client, how, onClose }: EndDialogProps) {
  const t = useTranslations(`oauth.${how}`);
  const action = how === 'revoke' ? revokeOAuthClientAction : disableOAuthClientAction;
  const { run, pending, error } = useAction(action, { success: t('success'), onSuccess: onClose });
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={t('title', { name: client.name })}
      effect={t('effect')}
      action={t('action')}
      {...(how === 'revoke' ? { typed: client.name } : {})}
      pending={pending}
      error={error}
      onConfirm={() => run({ clientId: client.id })}
    />
  );
}

function Rotation({ client, open, onClose }: { client: OAuthClientView; open: boolean; onClose: () => void }) {
  const t = useTranslations('oauth.secret');
  const format = useFormatter();
  const router = useRouter();
  const [rotated, setRotated] = useState<RotatedClientSecretView | null>(null);
  if (rotated !== null) {
    const { secret, previousUntil } = rotated;
    const until =
      previousUntil === null
        ? null
        : format.dateTime(new Date(previousUntil), { dateStyle: 'medium', timeStyle: 'short' });
    const done = () => {
      setRotated(null);
      router.refresh();
    };
    return (
      <ClientSecretDialog
        clientId={client.id}
        secret={secret}
        note={until === null ? t('overlapNone') : t('overlap', { until })}
        onDone={done}
      />
    );
  }
  if (!open) return null;
  const show = (made: RotatedClientSecretView) => {
    onClose();
    setRotated(made);
  };
  return <RotateClientDialog client={client} onClose={onClose} onRotated={show} />;
}
