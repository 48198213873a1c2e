'use client';

import type { RoleView } from '@turnpike/contracts/management/roles';
import type { TenantPermission } from '@turnpike/domain/permissions';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { createRoleAction, updateRoleAction } from '../app/(console)/org/roles/actions';
import { Button } from '../ui/button';
import { Card } from '../ui/card';
import { Field } from '../ui/field';
import { FormError } from '../ui/form-error';
import { Input, Textarea } from '../ui/input';
import { useAction } from '../ui/use-action';
import { PermissionBoxes } from './permission-boxes';

interface RoleFormProps {
  /** Null for a new one. */
  role: RoleView | null;
  /** What the reader may do, and so give. */
  mine: readonly TenantPermission[];
  readOnly?: boolean;
}

/** Name, purpose and permissions of a role. */
export function RoleForm({ role, mine, readOnly = false }: RoleFormProps) {
  const t = useTranslations('roles.form');
  const router = useRouter();
  const [name, setName] = useState(role?.name ?? '');
  const [description, setDescription] = useState(role?.description ?? '');
  const [permissions, setPermissions] = useState<ReadonlySet<TenantPermission>>(
    new Set<TenantPermission>(['tenant:read', ...(role?.permissions ?? [])]),
  );
  const create = useAction(createRoleAction, {
    success: t('created'),
    onSuccess: ({ id }) => router.push(`/org/roles/${id}`),
  });
  const update = useAction(updateRoleAction, { success: t('saved') });
  const { pending, error, fieldErrors } = role === null ? create : update;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const given = { name, description, permissions: [...permissions] };
    if (role === null) create.run(given);
    else update.run({ roleId: role.id, ...given });
  };
  return (
    <form onSubmit={submit} className="grid grid-cols-1 gap-6">
      {!readOnly && (
        <Card>
          <div className="grid grid-cols-1 gap-4 lg:grid-cols-2">
            <Field label={t('name')} hint={t('nameHint')} error={fieldErrors.name}>
              <Input value={name} onChange={(event) => setName(event.target.value)} maxLength={120} required />
            </Field>
            <Field label={t('description')} error={fieldErrors.description}>
              <Textarea value={description} onChange={(event) => setDescription(event.target.value)} maxLength={2000} />
            </Field>
          </div>
        </Card>
      )}
      <Card title={t('permissions')}>
        <PermissionBoxes chosen={permissions} mine={mine} readOnly={readOnly} onChange={setPermissions} />
      </Card>
      {!readOnly && (
        <div className="grid grid-cols-1 justify-items-start gap-3">
          <FormError error={error} />
          <Button type="submit" variant="primary" pending={pending}>
            {t(role === null ? 'create' : 'save')}
          </Button>
        </div>
      )}
    </form>
  );
}
