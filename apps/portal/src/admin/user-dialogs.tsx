'use client';

import type { PlatformUserView } from '@turnpike/contracts/management/users';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import {
  createUserAction,
  disableUserAction,
  enableUserAction,
  setPasswordAction,
} from '../app/(console)/admin/users/actions';
import { Button } from '../ui/button';
import { Checkbox } from '../ui/checkbox';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { Dialog, DialogActions } from '../ui/dialog';
import { Field } from '../ui/field';
import { FormError } from '../ui/form-error';
import { Input, Select } from '../ui/input';
import { useAction } from '../ui/use-action';

const ROLES = ['owner', 'admin', 'billing', 'developer', 'viewer'] as const;

/** The button that adds a person, and its form. */
export function CreateUser({ tenants }: { tenants: readonly { id: string; name: string }[] }) {
  const t = useTranslations('admin.users');
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="primary" onClick={() => setOpen(true)}>
        {t('create')}
      </Button>
      {open && <CreateUserDialog tenants={tenants} onClose={() => setOpen(false)} />}
    </>
  );
}

function CreateUserDialog({
  tenants,
  onClose,
}: {
  tenants: readonly { id: string; name: string }[];
  onClose: () => void;
}) {
  const t = useTranslations('admin.users');
  const f = useTranslations('admin.fields');
  const [fields, setFields] = useState({ email: '', name: '', password: '', tenantId: '', role: 'developer' });
  const [platformAdmin, setPlatformAdmin] = useState(false);
  const set = (field: keyof typeof fields) => (event: { target: { value: string } }) =>
    setFields((before) => ({ ...before, [field]: event.target.value }));
  const { run, pending, error, fieldErrors } = useAction(createUserAction, {
    success: t('created'),
    onSuccess: onClose,
  });
  const { tenantId, role, ...person } = fields;
  return (
    <Dialog open onOpenChange={onClose} title={t('create')} description={t('createLead')}>
      <form
        className="grid grid-cols-1 gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          run({ ...person, platformAdmin, ...(tenantId === '' ? {} : { tenantId, role }) });
        }}
      >
        <Field label={t('email')} error={fieldErrors.email}>
          <Input type="email" value={fields.email} onChange={set('email')} required autoComplete="off" />
        </Field>
        <Field label={f('name')} error={fieldErrors.name}>
          <Input value={fields.name} onChange={set('name')} maxLength={120} autoComplete="off" />
        </Field>
        <Field label={t('password')} hint={t('passwordHint')} error={fieldErrors.password}>
          <Input
            type="password"
            value={fields.password}
            onChange={set('password')}
            required
            minLength={12}
            autoComplete="new-password"
          />
        </Field>
        <MembershipFields fields={fields} set={set} tenants={tenants} error={fieldErrors.tenantId} />
        <Checkbox
          label={t('platformAdmin')}
          hint={t('platformAdminHint')}
          checked={platformAdmin}
          onCheckedChange={(checked) => setPlatformAdmin(checked === true)}
        />
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

interface MembershipFieldsProps {
  fields: { tenantId: string; role: string };
  set: (field: 'tenantId' | 'role') => (event: { target: { value: string } }) => void;
  tenants: readonly { id: string; name: string }[];
  error: string | undefined;
}

function MembershipFields({ fields, set, tenants, error }: MembershipFieldsProps) {
  const t = useTranslations('admin.users');
  return (
    <div className="grid items-start gap-4 sm:grid-cols-2">
      <Field label={t('organisation')} error={error}>
        <Select value={fields.tenantId} onChange={set('tenantId')}>
          <option value="">{t('noOrganisation')}</option>
          {tenants.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      </Field>
      {fields.tenantId !== '' && (
        <Field label={t('role')}>
          <Select value={fields.role} onChange={set('role')}>
            {ROLES.map((role) => (
              <option key={role} value={role}>
                {t(`roles.${role}`)}
              </option>
            ))}
          </Select>
        </Field>
      )}
    </div>
  );
}

/** Gives a person a new password, which ends their sessions. */
export function SetPasswordDialog({ user, onClose }: { user: PlatformUserView; onClose: () => void }) {
  const t = useTranslations('admin.users');
  const [password, setPassword] = useState('');
  const { run, pending, error, fieldErrors } = useAction(setPasswordAction, {
    success: t('passwordSet'),
    onSuccess: onClose,
  });
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('setPasswordTitle', { email: user.email })}
      description={t('setPasswordLead')}
    >
      <form
        className="grid grid-cols-1 gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          run({ userId: user.id, password });
        }}
      >
        <Field label={t('newPassword')} hint={t('passwordHint')} error={fieldErrors.password}>
          <Input
            type="password"
            value={password}
            onChange={(event) => setPassword(event.target.value)}
            required
            minLength={12}
            autoComplete="new-password"
          />
        </Field>
        <FormError error={error} />
        <DialogActions>
          <Button type="submit" variant="primary" pending={pending}>
            {t('setPassword')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

/** Disables an account, or enables it again. */
export function UserStatusDialog({ user, onClose }: { user: PlatformUserView; onClose: () => void }) {
  const t = useTranslations('admin.users');
  const disables = user.disabledAt === null;
  const { run, pending, error } = useAction(disables ? disableUserAction : enableUserAction, { onSuccess: onClose });
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={t(disables ? 'disableTitle' : 'enableTitle', { email: user.email })}
      effect={t(disables ? 'disableEffect' : 'enableEffect')}
      action={t(disables ? 'disable' : 'enable')}
      danger={disables}
      onConfirm={() => run({ userId: user.id })}
      pending={pending}
      error={error}
    />
  );
}
