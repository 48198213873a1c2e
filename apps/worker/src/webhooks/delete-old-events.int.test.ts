import { idFloor } from '@turnpike/domain/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFixture, createTenant, type Fixture } from '../../test/fixture.js';
import { createEndpoint } from '../../test/webhooks.js';
import { deleteOldEvents } from './delete-old-events.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

const DAY_MS = 86_400_000;
const daysAgo = (days: number) => idFloor(Date.now() - days * DAY_MS);

test('events, deliveries and tries of more than a month ago go, in portions; endpoints when nothing is left of them', async () => {
  const { pool } = fixture;
  const tenantId = await createTenant(pool);
  const [kept, old] = [
    await createEndpoint(fixture, { tenantId, url: 'https://a.example' }),
    await createEndpoint(fixture, { tenantId, url: 'https://b.example' }),
  ];
  await pool.query(`UPDATE webhook_endpoints SET deleted_at = now() - interval '31 days'`);
  const ids = Array.from(
    { length: 1_500 },
    (_, index) => daysAgo(40).slice(0, -6) + index.toString(16).padStart(6, '0'),
  );
  const recent = daysAgo(29);
  await pool.query(
    `INSERT INTO webhook_events (id, tenant_id, type, body) SELECT id, $2, 'key.created', '{}' FROM unnest($1::uuid[]) AS e (id)`,
    [[...ids, recent], tenantId],
  );
  await pool.query(
    `INSERT INTO webhook_deliveries (id, tenant_id, event_id, endpoint_id, url)
     SELECT id, tenant_id, id, CASE WHEN id = $1 THEN $2::uuid ELSE $3::uuid END, 'x' FROM webhook_events`,
    [recent, kept.id, old.id],
  );
  await pool.query(
    `INSERT INTO webhook_attempts (id, delivery_id, number, started_at, duration_ms, request_headers)
     SELECT gen_random_uuid(), id, 1, now(), 1, '{}' FROM webhook_deliveries`,
  );
  await deleteOldEvents(pool, new AbortController().signal);
  const left = async (sql: string) => (await pool.query<{ id: string }>(sql)).rows.map(({ id }) => id);
  expect(await left('SELECT id FROM webhook_events')).toEqual([recent]);
  expect(await left('SELECT delivery_id AS id FROM webhook_attempts')).toEqual([recent]);
  expect(await left('SELECT id FROM webhook_endpoints')).toEqual([kept.id]);
});
