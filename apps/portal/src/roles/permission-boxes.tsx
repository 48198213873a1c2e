'use client';

import type { TenantPermission } from '@turnpike/domain/permissions';
import { useTranslations } from 'next-intl';
import { Checkbox } from '../ui/checkbox';
import { PERMISSION_GROUPS } from './permission-groups';

interface PermissionBoxesProps {
  chosen: ReadonlySet<TenantPermission>;
  /** What the reader may do, and so give. */
  mine: readonly TenantPermission[];
  readOnly: boolean;
  onChange: (chosen: ReadonlySet<TenantPermission>) => void;
}

/** A box for each permission, by what it is about. */
export function PermissionBoxes({ chosen, mine, readOnly, onChange }: PermissionBoxesProps) {
  const t = useTranslations('roles');
  const toggle = (permission: TenantPermission, on: boolean) => {
    const next = new Set(chosen);
    if (on) next.add(permission);
    else next.delete(permission);
    onChange(next);
  };
  const isOpen = (permission: TenantPermission) => permission !== 'tenant:read' && mine.includes(permission);
  const hintFor = (permission: TenantPermission) => {
    if (permission === 'tenant:read') return t('form.always');
    return readOnly || mine.includes(permission) ? undefined : t('form.notYours');
  };
  return (
    <div className="grid grid-cols-1 gap-x-8 gap-y-6 md:grid-cols-2 xl:grid-cols-3">
      {PERMISSION_GROUPS.map(({ group, permissions }) => (
        <fieldset key={group} className="min-w-0">
          <legend className="mb-3 text-xs font-[650]">{t(`group.${group}`)}</legend>
          <div className="grid grid-cols-1 gap-2.5">
            {permissions.map((permission) => (
              <Checkbox
                key={permission}
                label={t(`permission.${permission}`)}
                hint={hintFor(permission)}
                checked={chosen.has(permission)}
                disabled={readOnly || !isOpen(permission)}
                onCheckedChange={(on) => toggle(permission, on === true)}
              />
            ))}
          </div>
        </fieldset>
      ))}
    </div>
  );
}
