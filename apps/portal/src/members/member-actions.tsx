'use client';

import type { MemberView } from '@turnpike/contracts/management/members';
import type { MemberRole } from '@turnpike/domain/permissions';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { changeMemberRoleAction, removeMemberAction } from '../app/(console)/org/members/actions';
import { Button } from '../ui/button';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { Dialog, DialogActions } from '../ui/dialog';
import { FormError } from '../ui/form-error';
import { useAction } from '../ui/use-action';
import { RoleField } from './role-field';

interface MemberActionsProps {
  member: MemberView;
  tenant: string;
  roles: readonly MemberRole[];
}

/** What may be done with a member: another role, or taking them out. */
export function MemberActions(props: MemberActionsProps) {
  const t = useTranslations('organisation.members');
  const [asked, setAsked] = useState<'role' | 'remove' | null>(null);
  const person = props.member.name === '' ? props.member.email : props.member.name;
  const close = () => setAsked(null);
  return (
    <span className="inline-flex gap-2">
      <Button size="sm" onClick={() => setAsked('role')} aria-label={t('changeRoleOf', { person })}>
        {t('changeRole')}
      </Button>
      <Button size="sm" variant="ghost" onClick={() => setAsked('remove')} aria-label={t('removeOf', { person })}>
        {t('remove')}
      </Button>
      {asked === 'role' && <RoleDialog {...props} person={person} onClose={close} />}
      {asked === 'remove' && <RemoveDialog {...props} person={person} onClose={close} />}
    </span>
  );
}

type AskedProps = MemberActionsProps & { person: string; onClose: () => void };

function RoleDialog({ member, roles, person, onClose }: AskedProps) {
  const t = useTranslations('organisation.members');
  const ui = useTranslations('ui');
  const [role, setRole] = useState<MemberRole>(member.role);
  const { run, pending, error, fieldErrors } = useAction(changeMemberRoleAction, {
    success: t('roleSaved'),
    onSuccess: onClose,
  });
  return (
    <Dialog open onOpenChange={onClose} title={t('changeRoleTitle', { person })}>
      <form
        className="grid grid-cols-1 gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          run({ userId: member.userId, role });
        }}
      >
        <RoleField roles={roles} value={role} onChange={setRole} error={fieldErrors.role} />
        <FormError error={error} />
        <DialogActions>
          <Button onClick={onClose}>{ui('cancel')}</Button>
          <Button type="submit" variant="primary" pending={pending} disabled={role === member.role}>
            {t('saveRole')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function RemoveDialog({ member, tenant, person, onClose }: AskedProps) {
  const t = useTranslations('organisation.members');
  const { run, pending, error } = useAction(removeMemberAction, { success: t('removed'), onSuccess: onClose });
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={t('removeTitle', { person, tenant })}
      effect={t('removeEffect', { person })}
      action={t('removeAction')}
      onConfirm={() => run({ userId: member.userId })}
      pending={pending}
      error={error}
    />
  );
}
