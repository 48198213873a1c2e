'use client';

import type { MemberView } from '@turnpike/contracts/management/members';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { changeMemberRoleAction, removeMemberAction } from '../app/(console)/org/members/actions';
import { Button } from '../ui/button';
import { Checkbox } from '../ui/checkbox';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { Dialog, DialogActions } from '../ui/dialog';
import { FormError } from '../ui/form-error';
import { useAction } from '../ui/use-action';
import { RevokeKeysDialog, useMemberKeys } from './revoke-keys';
import { RoleField } from './role-field';
import type { RoleChoice } from './roles';

interface MemberActionsProps {
  member: MemberView;
  tenant: string;
  roles: readonly RoleChoice[];
}

/** What may be done with a member: another role, or taking them out. */
export function MemberActions(props: MemberActionsProps) {
  const t = useTranslations('organisation.members');
  const [asked, setAsked] = useState<'role' | 'keys' | 'remove' | null>(null);
  const person = props.member.name === '' ? props.member.email : props.member.name;
  const close = () => setAsked(null);
  return (
    <span className="inline-flex gap-2">
      <Button size="sm" onClick={() => setAsked('role')} aria-label={t('changeRoleOf', { person })}>
        {t('changeRole')}
      </Button>
      <Button size="sm" variant="ghost" onClick={() => setAsked('keys')} aria-label={t('revokeKeysOf', { person })}>
        {t('revokeKeys')}
      </Button>
      <Button size="sm" variant="ghost" onClick={() => setAsked('remove')} aria-label={t('removeOf', { person })}>
        {t('remove')}
      </Button>
      {asked === 'keys' && <RevokeKeysDialog userId={props.member.userId} person={person} onClose={close} />}
      {asked === 'role' && <RoleDialog {...props} person={person} onClose={close} />}
      {asked === 'remove' && <RemoveDialog {...props} person={person} onClose={close} />}
    </span>
  );
}

type AskedProps = MemberActionsProps & { person: string; onClose: () => void };

function RoleDialog({ member, roles, person, onClose }: AskedProps) {
  const t = useTranslations('organisation.members');
  const ui = useTranslations('ui');
  const present = member.customRole?.id ?? member.role;
  const [role, setRole] = useState<string>(present);
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
          <Button type="submit" variant="primary" pending={pending} disabled={role === present}>
            {t('saveRole')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function RemoveDialog({ member, tenant, person, onClose }: AskedProps) {
  const t = useTranslations('organisation.members');
  const keys = useMemberKeys(member.userId);
  const [revokeKeys, setRevokeKeys] = useState(false);
  const { run, pending, error } = useAction(removeMemberAction, { success: t('removed'), onSuccess: onClose });
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={t('removeTitle', { person, tenant })}
      effect={t('removeEffect', { person })}
      action={t('removeAction')}
      onConfirm={() => run({ userId: member.userId, revokeKeys })}
      pending={pending}
      error={error}
    >
      {keys !== null && keys !== 0 && (
        <Checkbox
          label={keys === 'unknown' ? t('alsoRevokeKeysUncounted') : t('alsoRevokeKeys', { count: keys })}
          checked={revokeKeys}
          onCheckedChange={(on) => setRevokeKeys(on === true)}
        />
      )}
    </ConfirmDialog>
  );
}
