import { GrantCreditSchema } from '@turnpike/contracts/management/money';
import { newId } from '@turnpike/domain/ids';
import { Decimal } from '@turnpike/domain/money';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  ADMIN,
  auditOf,
  createFixture,
  expectRefusal,
  makeTenant,
  member,
  uuid,
  type Fixture,
} from '../../test/fixture.js';
import { inTransaction } from '../changes/change.js';
import { createManagementContext } from '../management-context.js';
import { checkLedger } from './check-ledger.use-case.js';
import { getBalance } from './get-balance.use-case.js';
import { grantCredit } from './grant-credit.use-case.js';
import { listLedger } from './list-ledger.use-case.js';
import { postTransaction } from './post-transaction.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

const grant = (tenantId: string, fields: Record<string, unknown>) =>
  grantCredit(fixture.context, ADMIN, { tenantId, ...GrantCreditSchema.parse({ reason: 'test', ...fields }) });

test('the first grant fixes the currency, makes a lot and both entries, and tells Redis', async () => {
  const { context } = fixture;
  const tenant = await makeTenant(context);
  expect(tenant.currency).toBeNull();
  const credit = await grant(tenant.id, { amount: '12.500000000001', currency: 'usd', reason: 'welcome' });
  expect(credit).toMatchObject({
    tenantId: tenant.id,
    amount: '12.500000000001',
    remaining: '12.500000000001',
    currency: 'USD',
    posted: '12.500000000001',
    reason: 'welcome',
  });
  expect(credit.id).toMatch(/^lot_[0-9a-f]{32}$/);

  const { items } = await listLedger(context, ADMIN, { tenantId: tenant.id });
  expect(items.map(({ account, amount, kind, currency }) => ({ account, amount, kind, currency }))).toEqual(
    expect.arrayContaining([
      { account: 'customer_balance', amount: '12.500000000001', kind: 'grant', currency: 'USD' },
      { account: 'grants', amount: '-12.500000000001', kind: 'grant', currency: 'USD' },
    ]),
  );
  const tenantId = uuid('tenant', tenant.id);
  const outbox = await context.db.prisma.outboxMessage.findMany({ where: { topic: 'balance.posted' } });
  expect(outbox.map(({ payload }) => payload)).toContainEqual({ tenantId });
  const [entry] = await auditOf(context, uuid('lot', credit.id));
  expect(entry).toMatchObject({ tenantId, action: 'credit.grant', actorKind: 'platform_admin', ip: '192.0.2.7' });
  expect(entry?.actorId).toMatch(/^mky_/);
});

test('another currency is refused, and leaves nothing behind', async () => {
  const tenant = await makeTenant(fixture.context);
  await grant(tenant.id, { amount: '1', currency: 'EUR' });
  await expectRefusal(grant(tenant.id, { amount: '1', currency: 'USD' }), 'currency_mismatch');
  expect(await getBalance(fixture.context, ADMIN, { tenantId: tenant.id })).toMatchObject({
    posted: '1',
    currency: 'EUR',
  });
  expect((await grant(tenant.id, { amount: '2' })).posted).toBe('3');
});

test('the first grant must name a currency, and an expiry must be ahead', async () => {
  const tenant = await makeTenant(fixture.context);
  await expectRefusal(grant(tenant.id, { amount: '1' }), 'validation_failed');
  await expectRefusal(grant(tenant.id, { amount: '1', currency: 'USD', expiresAt: '2020-01-01' }), 'validation_failed');
});

test('the same idempotency key grants once, also when sent at once, and refuses another amount', async () => {
  const tenant = await makeTenant(fixture.context);
  const send = () => grant(tenant.id, { amount: '5', currency: 'USD', idempotencyKey: 'order-1' });
  const credits = await Promise.all([send(), send(), send(), send()]);
  expect(new Set(credits.map(({ id }) => id)).size).toBe(1);
  expect((await getBalance(fixture.context, ADMIN, { tenantId: tenant.id })).posted).toBe('5');
  await expectRefusal(grant(tenant.id, { amount: '6', currency: 'USD', idempotencyKey: 'order-1' }), 'conflict');
  const other = await makeTenant(fixture.context);
  expect((await grant(other.id, { amount: '6', currency: 'USD', idempotencyKey: 'order-1' })).posted).toBe('6');
});

test('grants at once all count, each raises the version, and the ledger sums to zero', async () => {
  const { context } = fixture;
  const tenant = await makeTenant(context);
  const amounts = Array.from({ length: 20 }, (_, index) => `${index}.${index + 1}`);
  await Promise.all(amounts.map((amount) => grant(tenant.id, { amount, currency: 'USD' })));
  const expected = amounts.reduce((sum, amount) => sum.plus(amount), new Decimal(0)).toFixed();
  expect((await getBalance(context, ADMIN, { tenantId: tenant.id })).posted).toBe(expected);
  const account = await context.db.prisma.ledgerAccount.findFirstOrThrow({
    where: { tenantId: uuid('tenant', tenant.id), kind: 'customer_balance' },
  });
  expect(account.version).toBe(20n);
  expect(await checkLedger(context, ADMIN)).toMatchObject({
    sum: '0',
    drift: '0',
    lotDrift: '0',
    unbalancedTransactions: 0,
  });
});

test('the check finds a balance, a lot and an entry that were tampered with', async () => {
  const own = await createFixture();
  try {
    const tenant = await makeTenant(own.context);
    await grantCredit(own.context, ADMIN, { tenantId: tenant.id, amount: '10', currency: 'USD', reason: 'test' });
    await own.context.db.pool.query(
      `UPDATE ledger_accounts SET balance = balance + 0.000000000001 WHERE kind = 'customer_balance'`,
    );
    await own.context.db.pool.query('UPDATE lots SET remaining = 9');
    const broken = await checkLedger(own.context, ADMIN);
    expect(broken).toMatchObject({ sum: '0', drift: '0.000000000001', lotDrift: '1.000000000001' });
    await own.context.db.pool.query(`DELETE FROM ledger_entries WHERE amount < 0`);
    expect(await checkLedger(own.context, ADMIN)).toMatchObject({ sum: '10', unbalancedTransactions: 1 });
  } finally {
    await own.close();
  }
});

test('entries that do not sum to zero are never posted', async () => {
  const tenant = await makeTenant(fixture.context);
  const posting = {
    tenantId: uuid('tenant', tenant.id),
    currency: 'USD',
    kind: 'grant',
    idempotencyKey: newId(),
    reason: '',
    actor: '',
    entries: [
      { account: 'grants', amount: new Decimal('-1') },
      { account: 'customer_balance', amount: new Decimal('1.000000000001') },
    ],
  } as const;
  await expect(inTransaction(fixture.context, (tx) => postTransaction(tx, posting))).rejects.toThrow(/not to zero/);
});

test('available = posted − pending − held, and says when the live part is unknown', async () => {
  const tenant = await makeTenant(fixture.context);
  await grant(tenant.id, { amount: '10', currency: 'USD' });
  const balanceWith = (live: { pending: Decimal; held: Decimal } | null) =>
    getBalance(
      createManagementContext({ ...fixture.context, live: { balance: async () => live, limits: async () => null } }),
      ADMIN,
      {
        tenantId: tenant.id,
      },
    );
  expect(await balanceWith({ pending: new Decimal('0.1'), held: new Decimal('0.25') })).toEqual({
    tenantId: tenant.id,
    currency: 'USD',
    posted: '10',
    pending: '0.1',
    held: '0.25',
    available: '9.65',
    live: true,
    lowBalance: null,
  });
  expect(await balanceWith(null)).toMatchObject({ pending: '0', held: '0', available: '10', live: false });
  const empty = await makeTenant(fixture.context);
  expect(await getBalance(fixture.context, ADMIN, { tenantId: empty.id })).toMatchObject({
    currency: null,
    available: '0',
  });
});

test('a ledger is read page by page without a gap', async () => {
  const tenant = await makeTenant(fixture.context);
  for (const amount of ['1', '2', '3']) await grant(tenant.id, { amount, currency: 'USD' });
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listLedger(fixture.context, member(tenant.id), {
      tenantId: tenant.id,
      limit: 4,
      ...(cursor === undefined ? {} : { cursor }),
    });
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(new Set(seen).size).toBe(6);
  expect(seen).toEqual(seen.toSorted().reverse());
  await expectRefusal(
    listLedger(fixture.context, ADMIN, { tenantId: tenant.id, cursor: 'nonsense' }),
    'validation_failed',
  );
});

test('only the platform grants and checks; a developer sees no ledger', async () => {
  const tenant = await makeTenant(fixture.context);
  const input = { tenantId: tenant.id, amount: '1', currency: 'USD', reason: 'test' };
  await expectRefusal(grantCredit(fixture.context, member(tenant.id), input), 'forbidden');
  await expectRefusal(checkLedger(fixture.context, member(tenant.id)), 'forbidden');
  await expectRefusal(
    listLedger(fixture.context, member(tenant.id, 'developer'), { tenantId: tenant.id }),
    'forbidden',
  );
});
