import { TENANT_PERMISSIONS } from '@turnpike/domain/permissions';
import { expect, test } from 'vitest';
import roles from '../../messages/en/roles.json';
import { PERMISSION_GROUPS } from './permission-groups';

test('every permission of an organisation stands in one group and has a text', () => {
  const grouped = PERMISSION_GROUPS.flatMap(({ permissions }) => [...permissions]);
  expect([...grouped].sort()).toEqual([...TENANT_PERMISSIONS].sort());
  expect(Object.keys(roles.permission).sort()).toEqual([...TENANT_PERMISSIONS].sort());
});
