'use client';

/** What can be done to a key: each asks first and names its effect. */
import type { CreatedKeyView, KeyView } from '@turnpike/contracts/management/keys';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { disableKeyAction, enableKeyAction, revokeKeyAction } from '../app/(console)/app/keys/actions';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { Field } from '../ui/field';
import { Input } from '../ui/input';
import { useAction } from '../ui/use-action';
import { CreatedKeyDialog } from './created-key-dialog';
import { EditKeyDialog } from './edit-key-dialog';
import { RotateKeyDialog } from './rotate-key-dialog';

export type KeyDeed = 'rotate' | 'edit' | 'disable' | 'enable' | 'revoke';

/** What makes sense for a key as it is. */
export function deedsFor(key: KeyView): KeyDeed[] {
  switch (key.status) {
    case 'active':
      return ['rotate', 'edit', 'disable', 'revoke'];
    case 'disabled':
      return ['enable', 'edit', 'revoke'];
    case 'expired':
      return ['edit', 'revoke'];
    case 'revoked':
      return ['edit'];
  }
}

interface KeyDeedDialogProps {
  target: KeyView;
  /** The one under way; null when none is. */
  deed: KeyDeed | null;
  onClose: () => void;
  baseUrl: string;
  /** One that each application may call, by the application's id. */
  models: Readonly<Record<string, string>>;
}

/** The dialog of the deed under way, and the new secret after a rotation. */
export function KeyDeedDialog({ target, deed, onClose, baseUrl, models }: KeyDeedDialogProps) {
  const t = useTranslations('keys');
  const router = useRouter();
  const [successor, setSuccessor] = useState<CreatedKeyView | null>(null);
  return (
    <>
      {deed === 'rotate' && (
        <RotateKeyDialog
          target={target}
          onClose={onClose}
          onRotated={(created) => {
            onClose();
            setSuccessor(created);
          }}
        />
      )}
      {deed === 'edit' && <EditKeyDialog target={target} onClose={onClose} />}
      {(deed === 'disable' || deed === 'enable' || deed === 'revoke') && (
        <StatusDialog target={target} deed={deed} onClose={onClose} />
      )}
      {successor !== null && (
        <CreatedKeyDialog
          created={successor}
          baseUrl={baseUrl}
          model={models[successor.applicationId] ?? null}
          note={t('rotate.after')}
          onDone={() => {
            setSuccessor(null);
            router.refresh();
          }}
        />
      )}
    </>
  );
}

const ACTIONS = { disable: disableKeyAction, enable: enableKeyAction, revoke: revokeKeyAction };

function StatusDialog({ target, deed, onClose }: { target: KeyView; deed: keyof typeof ACTIONS; onClose: () => void }) {
  const t = useTranslations('keys');
  const [reason, setReason] = useState('');
  const { run, pending, error } = useAction(ACTIONS[deed], { success: t(`${deed}.success`), onSuccess: onClose });
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t(`${deed}.title`, { name: target.name })}
      effect={t(`${deed}.effect`, { last4: target.last4 })}
      action={t(`${deed}.action`)}
      danger={deed !== 'enable'}
      pending={pending}
      error={error}
      onConfirm={() => run({ keyId: target.id, reason })}
      {...(deed === 'revoke' ? { typed: target.name } : {})}
    >
      <Field label={t('reason')} hint={t('reasonHint')}>
        <Input value={reason} onChange={(event) => setReason(event.target.value)} maxLength={2000} />
      </Field>
    </ConfirmDialog>
  );
}
