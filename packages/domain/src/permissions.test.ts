import { expect, test } from 'vitest';
import { applicationAllows, PERMISSIONS, roleAllows, type MemberRole } from './permissions.js';

const ROLES: MemberRole[] = ['owner', 'admin', 'billing', 'developer', 'viewer'];

test('no member may do what is about the whole platform', () => {
  const platform = PERMISSIONS.slice(PERMISSIONS.indexOf('tenant:list'));
  expect(platform).toContain('credit:grant');
  for (const role of ROLES) expect(platform.filter((permission) => roleAllows(role, permission))).toEqual([]);
});

test('a viewer only reads, billing sees money and makes no keys, a developer the other way round', () => {
  const held = (role: MemberRole) => PERMISSIONS.filter((permission) => roleAllows(role, permission));
  expect(held('viewer').every((permission) => permission.endsWith(':read'))).toBe(true);
  expect(held('viewer')).not.toContain('balance:read');
  expect(held('billing')).toContain('ledger:read');
  expect(held('billing')).not.toContain('key:write');
  expect(held('developer')).toContain('key:write');
  expect(held('developer')).not.toContain('ledger:read');
});

test('an application sees calls alone', () => {
  expect(PERMISSIONS.filter(applicationAllows)).toEqual(['call:read', 'job:read', 'job:cancel']);
});
