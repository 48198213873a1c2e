import type { TenantPermission } from '@turnpike/domain/permissions';

/** What a role may be made of, by what it is about, in the order of the work. */
export const PERMISSION_GROUPS = [
  {
    group: 'organisation',
    permissions: [
      'tenant:read',
      'tenant:update',
      'member:read',
      'member:write',
      'role:read',
      'role:write',
      'audit:read',
    ],
  },
  {
    group: 'building',
    permissions: [
      'application:read',
      'application:write',
      'subscription:read',
      'subscription:request',
      'playground:use',
    ],
  },
  {
    group: 'credentials',
    permissions: [
      'key:read',
      'key:write',
      'oauth-client:read',
      'oauth-client:write',
      'signing-secret:read',
      'signing-secret:write',
    ],
  },
  {
    group: 'traffic',
    permissions: ['call:read', 'usage:read', 'job:read', 'job:cancel', 'webhook:read', 'webhook:write'],
  },
  { group: 'money', permissions: ['balance:read', 'ledger:read', 'payment:read', 'payment:create'] },
  {
    group: 'control',
    permissions: ['limit:read', 'limit:write', 'access:read', 'access:write', 'security:read', 'security:write'],
  },
] as const satisfies readonly { group: string; permissions: readonly TenantPermission[] }[];
