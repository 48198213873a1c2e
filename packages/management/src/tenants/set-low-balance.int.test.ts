import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditOf, createFixture, expectRefusal, type Fixture, makeTenant, member, uuid } from '../../test/fixture.js';
import { getBalance } from '../money/get-balance.use-case.js';
import { setLowBalance } from './set-low-balance.use-case.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

test('the threshold is set, shown with the balance, changed and taken away; what stays is not audited', async () => {
  const { context } = fixture;
  const tenant = await makeTenant(context);
  const owner = member(tenant.id);
  const set = (lowBalance: string | null) => setLowBalance(context, owner, { tenantId: tenant.id, lowBalance });
  const shown = async () => (await getBalance(context, owner, { tenantId: tenant.id })).lowBalance;
  expect(await shown()).toBeNull();
  expect(await set('12.500000000001')).toEqual({ tenantId: tenant.id, lowBalance: '12.500000000001' });
  await set('12.500000000001');
  expect(await shown()).toBe('12.500000000001');
  expect((await set(null)).lowBalance).toBeNull();
  expect(await shown()).toBeNull();
  const audit = (await auditOf(context, uuid('tenant', tenant.id))).filter(({ action }) => action === 'tenant.update');
  expect(audit.map(({ detail }) => detail)).toEqual([
    { before: { lowBalance: null }, after: { lowBalance: '12.500000000001' } },
    { before: { lowBalance: '12.500000000001' }, after: { lowBalance: null } },
  ]);
});

test('only those set it who may change the organisation', async () => {
  const { context } = fixture;
  const { id: tenantId } = await makeTenant(context);
  for (const role of ['billing', 'developer', 'viewer'] as const) {
    await expectRefusal(setLowBalance(context, member(tenantId, role), { tenantId, lowBalance: '1' }), 'forbidden');
  }
});
