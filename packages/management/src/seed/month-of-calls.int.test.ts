import { newId } from '@turnpike/domain/ids';
import { ensureUsagePartitions } from '@turnpike/db/partitions';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFixture, makeApplication, makeTenant, uuid, type Fixture } from '../../test/fixture.js';
import { monthOfCalls } from './month-of-calls.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

test('of several tenants the first makes most calls, and each sum is of its own tenant', async () => {
  const { context } = fixture;
  const { pool } = context.db;
  const tenantIds: string[] = [];
  for (let index = 0; index < 3; index++) {
    const { id } = await makeTenant(context);
    const application = await makeApplication(context, id);
    tenantIds.push(uuid('tenant', id));
    const owner = { tenantId: uuid('tenant', id), applicationId: uuid('application', application.id) };
    const secret = { hash: new Uint8Array(Buffer.from(newId())), hashVersion: 1, start: 'tp_live_x', last4: 'abcd' };
    await context.db.prisma.apiKey.create({
      data: { id: newId(), ...owner, ...secret, name: 'Key', environment: 'live' },
    });
  }
  const client = await pool.connect();
  await ensureUsagePartitions(client).finally(() => client.release());
  const models = [{ name: 'm', input: '0.001', cachedInput: '0.0005', output: '0.002' }];
  const month = { tenantIds: tenantIds.slice(0, 2), events: 1_000, days: 3, endMs: Date.now() - 60_000, models };
  for (const { sql, values } of monthOfCalls(month)) await pool.query(sql, values);

  const { rows } = await pool.query<{ tenant_id: string; calls: string; same: boolean }>(
    `SELECT tenant_id, count(*) AS calls,
       sum(charge) = (SELECT sum(charge) FROM usage_days d WHERE d.tenant_id = e.tenant_id) AS same
     FROM usage_events e GROUP BY tenant_id ORDER BY count(*) DESC`,
  );
  expect(rows.map(({ tenant_id }) => tenant_id)).toEqual(tenantIds.slice(0, 2));
  expect(rows.map(({ same }) => same)).toEqual([true, true]);
  expect(rows.reduce((sum, { calls }) => sum + Number(calls), 0)).toBe(1_000);
});
