'use client';

import type { RoleView } from '@turnpike/contracts/management/roles';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { deleteRoleAction } from '../app/(console)/org/roles/actions';
import { RoleField } from '../members/role-field';
import type { RoleChoice } from '../members/roles';
import { Button } from '../ui/button';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { useAction } from '../ui/use-action';

/** Deletes a role; who has it is given another one. */
export function DeleteRoleButton({ role, choices }: { role: RoleView; choices: readonly RoleChoice[] }) {
  const t = useTranslations('roles.detail');
  const router = useRouter();
  const others = choices.filter(({ id }) => id !== role.id);
  const [asked, setAsked] = useState(false);
  const [instead, setInstead] = useState(others.find(({ id }) => id === 'viewer')?.id ?? others.at(-1)?.id ?? '');
  const { run, pending, error, reset } = useAction(deleteRoleAction, {
    success: t('deleted'),
    onSuccess: () => router.push('/org/roles'),
  });
  const isUsed = role.memberCount + role.invitationCount > 0;
  return (
    <>
      <Button variant="danger" onClick={() => setAsked(true)}>
        {t('delete')}
      </Button>
      <ConfirmDialog
        open={asked}
        onOpenChange={(open) => {
          reset();
          setAsked(open);
        }}
        title={t('deleteTitle', { name: role.name })}
        effect={
          isUsed ? t('deleteUsed', { members: role.memberCount, invited: role.invitationCount }) : t('deleteUnused')
        }
        action={t('deleteAction')}
        pending={pending}
        error={error}
        onConfirm={() => run({ roleId: role.id, ...(isUsed && { replaceWith: instead }) })}
      >
        {isUsed && (
          <RoleField roles={others} value={instead} onChange={setInstead} error={undefined} label={t('replacement')} />
        )}
      </ConfirmDialog>
    </>
  );
}
