/**
 * Who may do what. A member's role speaks inside one tenant; platform admins and the system itself may do everything.
 * Adding a permission here without naming who holds it grants it to platform admins alone.
 */

export type MemberRole = 'owner' | 'admin' | 'billing' | 'developer' | 'viewer';

/** `area:verb`. Those of the second group are about the whole platform, never about one tenant. */
export const PERMISSIONS = [
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
] as const;

export type Permission = (typeof PERMISSIONS)[number];

const VIEW: readonly Permission[] = [
  'tenant:read',
  'application:read',
  'subscription:read',
  'key:read',
  'call:read',
  'usage:read',
  'member:read',
  'job:read',
];
const MONEY: readonly Permission[] = ['balance:read', 'ledger:read', 'payment:read'];
const PAY: readonly Permission[] = ['payment:create'];
const MANAGE: readonly Permission[] = ['audit:read', 'member:write', 'tenant:update'];
const BUILD: readonly Permission[] = [
  'application:write',
  'subscription:request',
  'key:write',
  'balance:read',
  'playground:use',
  'job:cancel',
  'webhook:read',
  'webhook:write',
];

const BY_ROLE: Readonly<Record<MemberRole, ReadonlySet<Permission>>> = {
  owner: new Set([...VIEW, ...MONEY, ...PAY, ...BUILD, ...MANAGE]),
  admin: new Set([...VIEW, ...MONEY, ...PAY, ...BUILD, ...MANAGE]),
  billing: new Set([...VIEW, ...MONEY, ...PAY]),
  developer: new Set([...VIEW, ...BUILD]),
  viewer: new Set(VIEW),
};

/** Whether a member of that role may do it in their own tenant. */
export function roleAllows(role: MemberRole, permission: Permission): boolean {
  return BY_ROLE[role].has(permission);
}

const BY_APPLICATION: ReadonlySet<Permission> = new Set(['call:read', 'job:read', 'job:cancel']);

/** What a call's own API key may do: look at its application's calls and jobs, and stop a job. Nothing else. */
export function applicationAllows(permission: Permission): boolean {
  return BY_APPLICATION.has(permission);
}
