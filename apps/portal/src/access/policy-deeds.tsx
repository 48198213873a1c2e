'use client';

import type { AccessPolicyView } from '@turnpike/contracts/management/access-policies';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { deletePlatformPolicyAction, updatePlatformPolicyAction } from '../app/(console)/admin/policies/actions';
import { deleteAccessPolicyAction, updateAccessPolicyAction } from '../app/(console)/org/access/policies/actions';
import { Button } from '../ui/button';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { toast } from '../ui/toast';
import { useAction } from '../ui/use-action';
import type { PolicyScope } from './policy-dialog';

interface PolicyDeedsProps {
  policy: AccessPolicyView;
  scope: PolicyScope;
  onEdit: () => void;
}

/** What may be done with a policy: change it, switch it, delete it. Switching one on that bars oneself opens the editor, which asks. */
export function PolicyDeeds({ policy, scope, onEdit }: PolicyDeedsProps) {
  const t = useTranslations('access.policies');
  const [asked, setAsked] = useState(false);
  const update = useAction(
    async (input: { policyId: string; enabled: boolean }) => {
      const result = await (scope === 'tenant' ? updateAccessPolicyAction(input) : updatePlatformPolicyAction(input));
      // There is no form to show it in.
      if (!result.ok) toast.error(result.error.message);
      return result;
    },
    { success: t(policy.enabled ? 'switchedOff' : 'switchedOn') },
  );
  const remove = useAction(scope === 'tenant' ? deleteAccessPolicyAction : deletePlatformPolicyAction, {
    success: t('deleted'),
    onSuccess: () => setAsked(false),
  });
  const { id: policyId, name, enabled, realm } = policy;
  const toggle = () => {
    if (!enabled && realm === 'manage') onEdit();
    else update.run({ policyId, enabled: !enabled });
  };
  return (
    <span className="inline-flex gap-2">
      <Button
        size="sm"
        pending={update.pending}
        onClick={toggle}
        aria-label={t(enabled ? 'switchOffOf' : 'switchOnOf', { name })}
      >
        {t(enabled ? 'switchOff' : 'switchOn')}
      </Button>
      <Button size="sm" onClick={onEdit} aria-label={t('editOf', { name })}>
        {t('edit')}
      </Button>
      <Button size="sm" variant="ghost" onClick={() => setAsked(true)} aria-label={t('deleteOf', { name })}>
        {t('delete')}
      </Button>
      <ConfirmDialog
        open={asked}
        onOpenChange={(open) => {
          remove.reset();
          setAsked(open);
        }}
        title={t('deleteTitle', { name })}
        effect={t('deleteEffect')}
        action={t('deleteAction')}
        pending={remove.pending}
        error={remove.error}
        onConfirm={() => remove.run({ policyId })}
      />
    </span>
  );
}
