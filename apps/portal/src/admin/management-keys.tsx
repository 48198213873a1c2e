'use client';

import type { CreatedManagementKeyView, ManagementKeyView } from '@turnpike/contracts/management/identity';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { createManagementKeyAction, revokeManagementKeyAction } from '../app/(console)/admin/management-keys/actions';
import { StatusBadge } from '../ui/badge';
import { Button } from '../ui/button';
import { Checkbox } from '../ui/checkbox';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { type Column, DataTable } from '../ui/data-table';
import { Dialog, DialogActions } from '../ui/dialog';
import { Field } from '../ui/field';
import { FormError } from '../ui/form-error';
import { Input } from '../ui/input';
import { Instant } from '../ui/instant';
import { Secret } from '../ui/secret';
import { useAction } from '../ui/use-action';
import { localInstant } from './local-instant';

export interface ManagementKeyRow extends ManagementKeyView {
  status: 'active' | 'revoked' | 'expired';
}

/** Keys of the management API: each may do everything here. */
export function ManagementKeysTable({ keys }: { keys: readonly ManagementKeyRow[] }) {
  const t = useTranslations('admin.managementKeys');
  const f = useTranslations('admin.fields');
  const s = useTranslations('admin.status');
  const [revoked, setRevoked] = useState<ManagementKeyRow | null>(null);
  const { run, pending, error } = useAction(revokeManagementKeyAction, { onSuccess: () => setRevoked(null) });
  const instant = (iso: string | null) =>
    iso === null ? <span className="text-quiet">{t('never')}</span> : <Instant iso={iso} />;
  const columns: Column<ManagementKeyRow>[] = [
    {
      id: 'name',
      header: f('name'),
      fixed: true,
      cell: (key) => <KeyName managementKey={key} />,
    },
    { id: 'status', header: f('status'), cell: ({ status }) => <StatusBadge status={status} label={s(status)} /> },
    { id: 'used', header: t('lastUsed'), cell: ({ lastUsedAt }) => instant(lastUsedAt) },
    { id: 'expires', header: t('expires'), cell: ({ expiresAt }) => instant(expiresAt) },
    { id: 'created', header: f('created'), cell: ({ createdAt }) => <Instant iso={createdAt} /> },
  ];
  return (
    <>
      <DataTable
        name="admin-management-keys"
        label={t('title')}
        columns={columns}
        rows={keys}
        rowId={({ id }) => id}
        rowActions={(key) =>
          key.status === 'active' && (
            <Button
              size="sm"
              variant="ghost"
              onClick={() => setRevoked(key)}
              aria-label={t('revokeNamed', { name: key.name })}
            >
              {t('revoke')}
            </Button>
          )
        }
      />
      {revoked !== null && (
        <ConfirmDialog
          open
          onOpenChange={() => setRevoked(null)}
          title={t('revokeTitle', { name: revoked.name })}
          effect={t('revokeEffect')}
          action={t('revoke')}
          typed={revoked.name}
          onConfirm={() => run({ managementKeyId: revoked.id })}
          pending={pending}
          error={error}
        />
      )}
    </>
  );
}

function KeyName({ managementKey: { name, last4 } }: { managementKey: ManagementKeyRow }) {
  return (
    <>
      <span className="block font-[600]">{name}</span>
      <code className="text-2xs text-quiet">…{last4}</code>
    </>
  );
}

/** The button that makes a key, its form, and the secret shown this once. */
export function CreateManagementKey() {
  const t = useTranslations('admin.managementKeys');
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [created, setCreated] = useState<CreatedManagementKeyView | null>(null);
  return (
    <>
      <Button variant="primary" onClick={() => setOpen(true)}>
        {t('create')}
      </Button>
      {open && (
        <CreateDialog
          onClose={() => setOpen(false)}
          onCreated={(key) => {
            setOpen(false);
            setCreated(key);
          }}
        />
      )}
      {created !== null && (
        <CreatedDialog
          created={created}
          onClose={() => {
            setCreated(null);
            router.refresh();
          }}
        />
      )}
    </>
  );
}

function CreateDialog({
  onClose,
  onCreated,
}: {
  onClose: () => void;
  onCreated: (key: CreatedManagementKeyView) => void;
}) {
  const t = useTranslations('admin.managementKeys');
  const f = useTranslations('admin.fields');
  const [name, setName] = useState('');
  const [expires, setExpires] = useState('');
  const { run, pending, error, fieldErrors } = useAction(createManagementKeyAction, { onSuccess: onCreated });
  return (
    <Dialog open onOpenChange={onClose} title={t('create')} description={t('createLead')}>
      <form
        className="grid grid-cols-1 gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          run({ name, expiresAt: localInstant(expires) });
        }}
      >
        <Field label={f('name')} hint={t('nameHint')} error={fieldErrors.name}>
          <Input
            value={name}
            onChange={(event) => setName(event.target.value)}
            required
            maxLength={120}
            autoComplete="off"
          />
        </Field>
        <Field label={t('expires')} hint={t('expiresHint')} error={fieldErrors.expiresAt}>
          <Input type="datetime-local" value={expires} onChange={(event) => setExpires(event.target.value)} />
        </Field>
        <FormError error={error} />
        <DialogActions>
          <Button type="submit" variant="primary" pending={pending}>
            {t('create')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function CreatedDialog({ created, onClose }: { created: CreatedManagementKeyView; onClose: () => void }) {
  const t = useTranslations('admin.managementKeys');
  const [saved, setSaved] = useState(false);
  return (
    <Dialog
      open
      held
      onOpenChange={onClose}
      title={t('createdTitle', { name: created.name })}
      description={t('createdLead')}
    >
      <div className="grid grid-cols-1 gap-4">
        <Secret value={created.key} label={t('secret')} />
        <Checkbox label={t('saved')} checked={saved} onCheckedChange={(checked) => setSaved(checked === true)} />
        <DialogActions>
          <Button variant="primary" disabled={!saved} onClick={onClose}>
            {t('done')}
          </Button>
        </DialogActions>
      </div>
    </Dialog>
  );
}
