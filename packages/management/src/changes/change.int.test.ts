import { afterAll, beforeAll, expect, test } from 'vitest';
import { ADMIN, auditOf, changeCounts, createFixture, makeTenant, uuid, type Fixture } from '../../test/fixture.js';
import { suspendTenant } from '../tenants/suspend-tenant.use-case.js';
import { CHANGE_CHANNEL } from '@turnpike/contracts/change-channel';
import { announceCatalogue, inTransaction, raiseEpoch } from './change.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

test('epoch, change log, outbox, notification and audit come with one commit', async () => {
  const { context } = fixture;
  const tenant = await makeTenant(context);
  const tenantId = uuid('tenant', tenant.id);
  const listener = await context.db.pool.connect();
  await listener.query(`LISTEN ${CHANGE_CHANNEL}`);
  const heard: unknown[] = [];
  listener.on('notification', ({ payload }) => heard.push(JSON.parse(payload ?? '')));
  await suspendTenant(context, ADMIN, { tenantId: tenant.id, reason: '' });
  // A round trip on the same connection: what was committed before it has been delivered after it.
  await listener.query('SELECT 1');
  listener.release(true);
  expect(heard).toContainEqual({ kind: 'caller', tenantId, epoch: 2 });

  const { rows } = await context.db.pool.query<{ xmin: string; source: string }>(
    `SELECT xmin::text, 'tenant' AS source FROM tenants WHERE id = $1
     UNION ALL SELECT xmin::text, 'log' FROM change_log WHERE tenant_id = $1
     UNION ALL SELECT xmin::text, 'audit' FROM audit_entries WHERE resource_id = $1 AND action = 'tenant.suspend'
     UNION ALL SELECT xmin::text, 'outbox' FROM outbox_messages WHERE payload->>'tenantId' = $2`,
    [tenantId, tenantId],
  );
  expect(rows.map(({ source }) => source).sort()).toEqual(['audit', 'log', 'outbox', 'tenant']);
  expect(new Set(rows.map(({ xmin }) => xmin)).size).toBe(1);
});

test('what is rolled back was never announced', async () => {
  const { context } = fixture;
  const tenant = await makeTenant(context);
  const tenantId = uuid('tenant', tenant.id);
  const before = await changeCounts(context);
  const failing = inTransaction(context, async (tx) => {
    await raiseEpoch(tx, tenantId);
    await announceCatalogue(tx);
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(await changeCounts(context)).toEqual(before);
  expect((await context.db.prisma.tenant.findUniqueOrThrow({ where: { id: tenantId } })).epoch).toBe(1n);
  expect(await auditOf(context, tenantId)).toHaveLength(1);
});

test('a change that commits late is still found by the transactions that were open at the last look', async () => {
  const { context } = fixture;
  const slow = await context.db.pool.connect();
  await slow.query('BEGIN');
  await slow.query(`INSERT INTO change_log (kind) VALUES ('catalogue')`);
  const look = async (since: string) => {
    const { rows } = await context.db.pool.query<{ xmin: string; found: number }>(
      `SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS xmin,
              (SELECT count(*)::int FROM change_log WHERE kind = 'catalogue' AND xid >= $1::text::xid8) AS found`,
      [since],
    );
    return rows[0] ?? { xmin: '0', found: 0 };
  };
  await inTransaction(context, announceCatalogue);
  const first = await look('0');
  await slow.query('COMMIT');
  slow.release();
  const second = await look(first.xmin);
  expect(second.found).toBeGreaterThanOrEqual(1);
  expect((await look('0')).found).toBe(first.found + 1);
});

test('a transaction that lost a deadlock is run again', async () => {
  const { context } = fixture;
  const ids = [uuid('tenant', (await makeTenant(context)).id), uuid('tenant', (await makeTenant(context)).id)];
  let runs = 0;
  let waiting = 0;
  let release: () => void = () => undefined;
  const bothHold = new Promise<void>((resolve) => (release = resolve));
  const crossing = (order: string[]) =>
    inTransaction(context, async (tx) => {
      runs++;
      await raiseEpoch(tx, order[0] ?? '');
      if (++waiting === 2) release();
      await bothHold;
      await raiseEpoch(tx, order[1] ?? '');
    });
  await Promise.all([crossing(ids), crossing(ids.toReversed())]);
  expect(runs).toBe(3);
  const rows = await context.db.prisma.tenant.findMany({ where: { id: { in: ids } } });
  expect(rows.map(({ epoch }) => epoch)).toEqual([3n, 3n]);
});
