'use client';

import type { AccessPolicyView } from '@turnpike/contracts/management/access-policies';
import type { TenantPermission } from '@turnpike/domain/permissions';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { createPlatformPolicyAction, updatePlatformPolicyAction } from '../app/(console)/admin/policies/actions';
import {
  createAccessPolicyAction,
  previewAccessPolicyAction,
  updateAccessPolicyAction,
} from '../app/(console)/org/access/policies/actions';
import type { ActionResult } from '../server/action';
import { Dialog } from '../ui/dialog';
import { useAction } from '../ui/use-action';
import { PolicyForm, type PolicyInput } from './policy-form';
import type { ValueOptions } from './policy-options';

/** Whose policies are edited: the organisation's whose pages are shown, or the platform's. */
export type PolicyScope = 'tenant' | 'platform';

interface PolicyDialogProps {
  scope: PolicyScope;
  /** Null for a new one. */
  policy: AccessPolicyView | null;
  options: ValueOptions;
  onClose: () => void;
}

/** The editor of a policy. Who would shut themselves out by it is asked once more. */
export function PolicyDialog({ scope, policy, options, onClose }: PolicyDialogProps) {
  const t = useTranslations('access.policy');
  const [lost, setLost] = useState<readonly TenantPermission[]>([]);
  const { run, pending, error } = useAction(
    async (input: PolicyInput): Promise<ActionResult<AccessPolicyView | null>> => {
      if (lost.length === 0) {
        const found = await ownLoss(scope, policy, input);
        if (!found.ok) return found;
        setLost(found.data);
        if (found.data.length > 0) return { ok: true, data: null };
      }
      return save(scope, policy, input);
    },
    { onSuccess: (saved) => saved !== null && onClose() },
  );
  return (
    <Dialog open onOpenChange={onClose} title={t(policy === null ? 'createTitle' : 'editTitle')} wide>
      <PolicyForm
        policy={policy}
        options={options}
        pending={pending}
        error={error}
        warning={lost.length === 0 ? null : <Loss lost={lost} />}
        onSubmit={run}
        onEdit={() => setLost([])}
        onCancel={onClose}
      />
    </Dialog>
  );
}

function Loss({ lost }: { lost: readonly TenantPermission[] }) {
  const [t, r] = [useTranslations('access.policy'), useTranslations('roles.permission')];
  return (
    <div role="alert" className="rounded-box border border-stopped bg-stopped-soft px-4 py-3">
      <p className="font-[600]">{t('lost')}</p>
      <ul className="mt-1 max-h-32 list-disc overflow-y-auto pl-5 text-xs">
        {lost.map((permission) => (
          <li key={permission}>{r(permission)}</li>
        ))}
      </ul>
      <p className="mt-2 text-xs">{t('lostOwner')}</p>
    </div>
  );
}

/** What an organisation's policy would take from who writes it. */
async function ownLoss(
  scope: PolicyScope,
  policy: AccessPolicyView | null,
  { rule, enabled }: PolicyInput,
): Promise<ActionResult<readonly TenantPermission[]>> {
  if (scope === 'platform' || rule.realm === 'call') return { ok: true, data: [] };
  const found = await previewAccessPolicyAction({ ...(policy && { id: policy.id }), rule, enabled });
  return found.ok ? { ok: true, data: found.data.lost } : found;
}

function save(
  scope: PolicyScope,
  policy: AccessPolicyView | null,
  input: PolicyInput,
): Promise<ActionResult<AccessPolicyView>> {
  if (policy === null) return scope === 'tenant' ? createAccessPolicyAction(input) : createPlatformPolicyAction(input);
  const given = { policyId: policy.id, ...input };
  return scope === 'tenant' ? updateAccessPolicyAction(given) : updatePlatformPolicyAction(given);
}
