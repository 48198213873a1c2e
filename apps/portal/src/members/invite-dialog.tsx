'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { inviteMemberAction } from '../app/(console)/org/members/actions';
import { Button } from '../ui/button';
import { Dialog, DialogActions } from '../ui/dialog';
import { Field } from '../ui/field';
import { FormError } from '../ui/form-error';
import { Input } from '../ui/input';
import { useAction } from '../ui/use-action';
import { RoleField } from './role-field';
import type { RoleChoice } from './roles';

/** The button and the dialog that invite somebody by mail. */
export function InviteDialog({ tenant, roles }: { tenant: string; roles: readonly RoleChoice[] }) {
  const t = useTranslations('organisation.members');
  const ui = useTranslations('ui');
  const [open, setOpen] = useState(false);
  const [email, setEmail] = useState('');
  const [role, setRole] = useState(roles.find(({ id }) => id === 'developer')?.id ?? roles.at(-1)?.id ?? '');
  const { run, pending, error, fieldErrors, reset } = useAction(inviteMemberAction, {
    success: t('sent'),
    onSuccess: () => {
      setOpen(false);
      setEmail('');
    },
  });
  const change = (next: boolean) => {
    reset();
    setOpen(next);
  };
  return (
    <>
      <Button variant="primary" onClick={() => change(true)}>
        {t('invite')}
      </Button>
      <Dialog open={open} onOpenChange={change} title={t('inviteTitle', { tenant })} description={t('inviteLead')}>
        <form
          className="grid grid-cols-1 gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            run({ email, role });
          }}
        >
          <Field label={t('email')} error={fieldErrors.email}>
            <Input
              type="email"
              inputMode="email"
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              value={email}
              onChange={(event) => setEmail(event.target.value)}
              maxLength={254}
              required
            />
          </Field>
          <RoleField roles={roles} value={role} onChange={setRole} error={fieldErrors.role} />
          <FormError error={error !== null && Object.keys(fieldErrors).length > 0 ? null : error} />
          <DialogActions>
            <Button onClick={() => change(false)}>{ui('cancel')}</Button>
            <Button type="submit" variant="primary" pending={pending}>
              {t('send')}
            </Button>
          </DialogActions>
        </form>
      </Dialog>
    </>
  );
}
