'use client';

/** What can be done to a signing secret: each asks first and names its effect. */
import type { SigningSecretView } from '@turnpike/contracts/management/signing';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { NetworksField, networksIn } from '../access/networks-field';
import {
  changeSigningSecretStatusAction,
  updateSigningSecretAction,
} from '../app/(console)/app/signing-secrets/actions';
import { Button } from '../ui/button';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { Dialog, DialogActions } from '../ui/dialog';
import { Field } from '../ui/field';
import { FormError } from '../ui/form-error';
import { Input } from '../ui/input';
import { useAction } from '../ui/use-action';

export type SigningSecretDeed = 'edit' | 'disable' | 'enable' | 'revoke';

/** What makes sense for one as it is. */
export function deedsFor({ status }: SigningSecretView): SigningSecretDeed[] {
  switch (status) {
    case 'active':
      return ['edit', 'disable', 'revoke'];
    case 'disabled':
      return ['enable', 'edit', 'revoke'];
    case 'expired':
      return ['edit', 'revoke'];
    case 'revoked':
      return [];
  }
}

interface DeedDialogProps {
  target: SigningSecretView;
  deed: SigningSecretDeed;
  /** The reader's own, as this server sees it. */
  ownAddress: string | null;
  onClose: () => void;
}

export function SigningSecretDeedDialog(props: DeedDialogProps) {
  const { deed, ...rest } = props;
  return deed === 'edit' ? <EditDialog {...rest} /> : <StatusDialog {...rest} deed={deed} />;
}

function StatusDialog({
  target,
  deed,
  onClose,
}: Omit<DeedDialogProps, 'deed' | 'ownAddress'> & { deed: Exclude<SigningSecretDeed, 'edit'> }) {
  const t = useTranslations('signing');
  const [reason, setReason] = useState('');
  const { run, pending, error } = useAction(changeSigningSecretStatusAction, {
    success: t(`${deed}.success`),
    onSuccess: onClose,
  });
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t(`${deed}.title`, { name: target.name })}
      effect={t(`${deed}.effect`)}
      action={t(`${deed}.action`)}
      danger={deed !== 'enable'}
      pending={pending}
      error={error}
      onConfirm={() => run({ signingSecretId: target.id, to: deed, reason })}
      {...(deed === 'revoke' ? { typed: target.name } : {})}
    >
      <Field label={t('reason')} hint={t('reasonHint')}>
        <Input value={reason} onChange={(event) => setReason(event.target.value)} maxLength={2000} />
      </Field>
    </ConfirmDialog>
  );
}

function EditDialog({ target, ownAddress, onClose }: Omit<DeedDialogProps, 'deed'>) {
  const t = useTranslations('signing');
  const [networks, setNetworks] = useState(target.addresses.join('\n'));
  const { run, pending, error, fieldErrors } = useAction(updateSigningSecretAction, {
    success: t('edit.success'),
    onSuccess: onClose,
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get('name') ?? '');
    run({ signingSecretId: target.id, changes: { name, addresses: networksIn(networks) } });
  };
  return (
    <Dialog open onOpenChange={onClose} title={t('edit.title', { name: target.name })}>
      <form onSubmit={submit} className="grid grid-cols-1 gap-4">
        <Field label={t('create.name')} error={fieldErrors['changes.name']}>
          <Input name="name" defaultValue={target.name} required maxLength={120} autoComplete="off" />
        </Field>
        <NetworksField
          label={t('edit.networks')}
          value={networks}
          onChange={setNetworks}
          ownAddress={ownAddress}
          error={fieldErrors.addresses ?? fieldErrors['changes.addresses']}
        />
        <FormError error={error !== null && Object.keys(fieldErrors).length > 0 ? null : error} />
        <DialogActions>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" variant="primary" pending={pending}>
            {t('edit.submit')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
