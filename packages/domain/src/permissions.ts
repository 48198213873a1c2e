/**
 * Who may do what. A member's role speaks inside one tenant; platform admins and the system itself may do everything.
 * Adding a permission here without naming who holds it grants it to platform admins alone.
 */

export type MemberRole = 'owner' | 'admin' | 'billing' | 'developer' | 'viewer';

/** `area:verb`, inside one tenant: what its roles are made of. */
export const TENANT_PERMISSIONS = [
  'tenant:read',
  'balance:read',
  'ledger:read',
  'application:read',
  'application:write',
  'subscription:read',
  'subscription:request',
  'key:read',
  'key:write',
  'call:read',
  'audit:read',
  'usage:read',
  'payment:read',
  'payment:create',
  'playground:use',
  'member:read',
  'member:write',
  'tenant:update',
  'job:read',
  'job:cancel',
  'webhook:read',
  'webhook:write',
  'limit:read',
  'limit:write',
  'oauth-client:read',
  'oauth-client:write',
  'signing-secret:read',
  'signing-secret:write',
  'access:read',
  'access:write',
  'role:read',
  'role:write',
  'security:read',
  'security:write',
] as const;

/** All there are: those of tenants, and those about the whole platform, which no role of a tenant holds. */
export const PERMISSIONS = [
  ...TENANT_PERMISSIONS,
  'tenant:list',
  'tenant:write',
  'credit:grant',
  'ledger:check',
  'catalogue:read',
  'catalogue:write',
  'subscription:review',
  'user:write',
  'management-key:write',
  'platform:read',
  'queue:write',
  'limit:override',
] as const;

export type Permission = (typeof PERMISSIONS)[number];
export type TenantPermission = (typeof TENANT_PERMISSIONS)[number];

const VIEW: readonly TenantPermission[] = [
  'tenant:read',
  'application:read',
  'subscription:read',
  'key:read',
  'call:read',
  'usage:read',
  'member:read',
  'job:read',
  'limit:read',
  'oauth-client:read',
  'signing-secret:read',
  'access:read',
  'role:read',
  'security:read',
];
const MONEY: readonly TenantPermission[] = ['balance:read', 'ledger:read', 'payment:read'];
const PAY: readonly TenantPermission[] = ['payment:create'];
const MANAGE: readonly TenantPermission[] = [
  'audit:read',
  'member:write',
  'tenant:update',
  'access:write',
  'role:write',
  'security:write',
];
const BUILD: readonly TenantPermission[] = [
  'application:write',
  'subscription:request',
  'key:write',
  'balance:read',
  'playground:use',
  'job:cancel',
  'webhook:read',
  'webhook:write',
  'limit:write',
  'oauth-client:write',
  'signing-secret:write',
];

const BY_ROLE: Readonly<Record<MemberRole, ReadonlySet<Permission>>> = {
  owner: new Set([...VIEW, ...MONEY, ...PAY, ...BUILD, ...MANAGE]),
  admin: new Set([...VIEW, ...MONEY, ...PAY, ...BUILD, ...MANAGE]),
  billing: new Set([...VIEW, ...MONEY, ...PAY]),
  developer: new Set([...VIEW, ...BUILD]),
  viewer: new Set(VIEW),
};

/** The roles every tenant has, the mightiest first. */
export const MEMBER_ROLES = ['owner', 'admin', 'billing', 'developer', 'viewer'] as const satisfies MemberRole[];

/** What a role that every tenant has lets its holders do in their own tenant. */
export function permissionsOf(role: MemberRole): ReadonlySet<Permission> {
  return BY_ROLE[role];
}

/** Whether a text names something that a role of a tenant may allow. */
export function isTenantPermission(text: string): text is TenantPermission {
  return KNOWN.has(text);
}

const KNOWN: ReadonlySet<string> = new Set(TENANT_PERMISSIONS);

/** Whether a member of that role may do it in their own tenant. */
export function roleAllows(role: MemberRole, permission: Permission): boolean {
  return BY_ROLE[role].has(permission);
}

const BY_APPLICATION: ReadonlySet<Permission> = new Set(['call:read', 'job:read', 'job:cancel']);

/** What a call's own API key may do: look at its application's calls and jobs, and stop a job. Nothing else. */
export function applicationAllows(permission: Permission): boolean {
  return BY_APPLICATION.has(permission);
}
