'use client';

import type { CredentialView } from '@turnpike/contracts/management/provider-credentials';
import type { ProviderView } from '@turnpike/contracts/management/providers';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import {
  addCredentialAction,
  removeCredentialAction,
  updateCredentialAction,
} from '../app/(console)/admin/providers/actions';
import { Button } from '../ui/button';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { Dialog, DialogActions } from '../ui/dialog';
import { Field } from '../ui/field';
import { FormError } from '../ui/form-error';
import { Input } from '../ui/input';
import { useAction } from '../ui/use-action';
import { CredentialField } from './provider-fields';

interface DialogProps {
  provider: ProviderView;
  onClose: () => void;
}

/** One more credential: what the admin calls it, and the secret. */
export function AddCredential({ provider, onClose }: DialogProps) {
  const t = useTranslations('admin.providers');
  const f = useTranslations('admin.fields');
  const [name, setName] = useState(provider.hasCredential ? '' : 'default');
  const [credential, setCredential] = useState('');
  const { run, pending, error, fieldErrors } = useAction(addCredentialAction, {
    success: t('credentialAdded'),
    onSuccess: onClose,
  });
  return (
    <Dialog open onOpenChange={onClose} title={t('addCredential')} description={t('addCredentialLead')}>
      <form
        className="grid grid-cols-1 gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          run({ provider: provider.id, name, credential });
        }}
      >
        <Field label={f('name')} hint={t('credentialNameHint')} error={fieldErrors.name}>
          <Input value={name} onChange={(event) => setName(event.target.value)} required maxLength={120} />
        </Field>
        <CredentialField
          kind={provider.kind}
          value={credential}
          onChange={setCredential}
          error={fieldErrors.credential}
          required
        />
        <FormError error={error} />
        <DialogActions>
          <Button type="submit" variant="primary" pending={pending}>
            {t('addCredential')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

/** Another name, another secret, or both. */
export function ChangeCredential({ provider, credential, onClose }: DialogProps & { credential: CredentialView }) {
  const t = useTranslations('admin.providers');
  const f = useTranslations('admin.fields');
  const [name, setName] = useState(credential.name);
  const [secret, setSecret] = useState('');
  const { run, pending, error, fieldErrors } = useAction(updateCredentialAction, {
    success: t('credentialChanged'),
    onSuccess: onClose,
  });
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('changeTitle', { name: credential.name })}
      description={t('replaceLead')}
    >
      <form
        className="grid grid-cols-1 gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          const changes = { name, ...(secret === '' ? {} : { credential: secret }) };
          run({ provider: provider.id, credentialId: credential.id, changes });
        }}
      >
        <Field label={f('name')} error={fieldErrors['changes.name'] ?? fieldErrors.name}>
          <Input value={name} onChange={(event) => setName(event.target.value)} required maxLength={120} />
        </Field>
        <CredentialField
          label={t('newCredential')}
          kind={provider.kind}
          value={secret}
          onChange={setSecret}
          error={fieldErrors['changes.credential']}
        />
        <FormError error={error} />
        <DialogActions>
          <Button type="submit" variant="primary" pending={pending}>
            {f('save')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

interface LeaveProps extends DialogProps {
  credential: CredentialView;
  how: 'disable' | 'remove';
  isLast: boolean;
}

/** Takes a credential out of turn, for a while or for good, and says what that does to calls. */
export function LeaveCredential({ provider, credential, how, isLast, onClose }: LeaveProps) {
  const t = useTranslations('admin.providers');
  const done = { success: t('credentialChanged'), onSuccess: onClose };
  const disabling = useAction(updateCredentialAction, done);
  const removing = useAction(removeCredentialAction, done);
  const { pending, error } = how === 'disable' ? disabling : removing;
  const named = { provider: provider.id, credentialId: credential.id };
  const { name } = credential;
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={t(how === 'disable' ? 'disableCredentialTitle' : 'removeCredentialTitle', { name })}
      effect={t(isLast ? 'lastEffect' : how === 'disable' ? 'disableCredentialEffect' : 'removeCredentialEffect')}
      action={t(how === 'disable' ? 'disableCredential' : 'removeCredential')}
      onConfirm={() =>
        how === 'disable'
          ? disabling.run({ ...named, changes: { status: 'disabled', force: isLast } })
          : removing.run({ ...named, force: isLast })
      }
      pending={pending}
      error={error}
    />
  );
}
