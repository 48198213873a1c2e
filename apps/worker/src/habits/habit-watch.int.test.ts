import type { CallRecord } from '@turnpike/contracts/call-record';
import { newId, publicId } from '@turnpike/domain/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFixture, createTenant, type Fixture } from '../../test/fixture.js';
import { CALL_RECORDS } from '../records/call-records.lane.js';
import { RecordConsumer } from '../records/record-consumer.js';
import { HabitWatch } from './habit-watch.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

const running = new AbortController().signal;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** A Monday, midnight UTC; and the Friday of the week after it, ten o'clock. */
const MONDAY_MS = Date.UTC(2026, 8, 7);
const FRIDAY_TEN_MS = MONDAY_MS + 11 * DAY_MS + 10 * HOUR_MS;
const HOME = '203.0.113.9';

interface Call {
  startedAtMs: number;
  address?: string;
  attack?: CallRecord['detail']['attack'];
  errorCode?: string | null;
}

/** A key of a tenant with an owner, and what it does, told in a worker's way: by its records. */
async function keyInUse() {
  const { pool, redis, keys, context } = fixture;
  const tenantId = await createTenant(pool);
  const [userId, keyId, applicationId] = [newId(), newId(), newId()];
  await pool.query(`INSERT INTO users (id, email) VALUES ($1, $2)`, [userId, `${userId}@example.com`]);
  await pool.query(`INSERT INTO memberships (tenant_id, user_id, role) VALUES ($1, $2, 'owner')`, [tenantId, userId]);
  const watch = new HabitWatch();
  const consumer = new RecordConsumer({ ...context }, CALL_RECORDS, (records) => watch.see(records));
  const call = async (calls: readonly Call[], ...looks: HabitWatch[]) => {
    const records = calls.map((one) => recordOf({ tenantId, keyId, applicationId }, one));
    await redis.rpush(keys.records(), JSON.stringify(records));
    await consumer.consume(running);
    for (const look of [watch, ...looks]) await look.look(pool, running);
  };
  const events = async () => {
    const asked = 'SELECT id, kind, evidence, application_id FROM security_events WHERE key_id = $1 ORDER BY id';
    return (await pool.query<{ id: string; kind: string; evidence: object; application_id: string }>(asked, [keyId]))
      .rows;
  };
  return { tenantId, keyId, applicationId, userId, call, events };
}

function recordOf(whose: { tenantId: string; keyId: string; applicationId: string }, call: Call): CallRecord {
  return {
    id: newId(),
    tenantId: whose.tenantId,
    applicationId: whose.applicationId,
    apiKeyId: whose.keyId,
    environment: 'live',
    operation: 'chat.completions',
    model: 'small',
    status: 200,
    errorCode: call.errorCode ?? null,
    startedAtMs: call.startedAtMs,
    durationUs: 1_000,
    detail: {
      method: 'POST',
      path: '/v1/chat/completions',
      clientRequestId: null,
      traceId: 'trace',
      userAgent: null,
      address: call.address ?? HOME,
      stream: false,
      endReason: 'complete',
      clientGone: null,
      stagesUs: {},
      attempts: [],
      bytesIn: 1,
      bytesOut: 1,
      firstByteUs: null,
      overheadUs: null,
      droppedHints: [],
      rule: null,
      cache: null,
      idempotency: null,
      fallbackAnswer: false,
      attack: call.attack ?? null,
    },
  };
}

const burst = (startedAtMs: number, count: number, given: Partial<Call> = {}): Call[] =>
  Array.from({ length: count }, () => ({ startedAtMs, ...given }));

/** Two weeks of office hours: five calls in a minute of each hour from nine to four, Monday to Friday. */
const OFFICE_WEEKS = Array.from({ length: 11 }, (_, day) => MONDAY_MS + day * DAY_MS)
  .filter((dayMs) => ![0, 6].includes(new Date(dayMs).getUTCDay()))
  .flatMap((dayMs) => Array.from({ length: 8 }, (_, hour) => burst(dayMs + (9 + hour) * HOUR_MS, 5)).flat());

async function learnedKey() {
  const key = await keyInUse();
  await key.call(OFFICE_WEEKS);
  expect(await key.events()).toEqual([]);
  return key;
}

describe('a key with habits', () => {
  it('that goes on as ever raises nothing', async () => {
    const key = await learnedKey();
    await key.call(burst(FRIDAY_TEN_MS, 6));
    expect(await key.events()).toEqual([]);
  });

  it.each<[string, Call[], string, object]>([
    ['at ten times its rate', burst(FRIDAY_TEN_MS, 50), 'unusual_rate', { calls: 50, usualPerMinute: 5 }],
    [
      'from a network never seen',
      [{ startedAtMs: FRIDAY_TEN_MS, address: '::ffff:198.51.100.77' }],
      'new_network',
      { network: '198.51.100.0/24', knownNetworks: 1 },
    ],
    [
      'outside its hours',
      [{ startedAtMs: FRIDAY_TEN_MS - 7 * HOUR_MS }],
      'unusual_hours',
      { days: 'weekdays', usualHours: expect.arrayContaining(['09:00', '16:00']) },
    ],
    [
      'with what looks like an attack',
      [{ startedAtMs: FRIDAY_TEN_MS, attack: { kind: 'sql', place: 'query q' }, errorCode: 'request_blocked' }],
      'attack_suspected',
      { kind: 'sql', place: 'query q', blocked: true },
    ],
  ])('%s raises one event with its evidence, a notice and a webhook event', async (_how, calls, kind, evidence) => {
    const { pool } = fixture;
    const key = await learnedKey();
    await key.call(calls);
    await key.call(calls);
    const events = await key.events();
    expect(events).toMatchObject([{ kind, evidence, application_id: key.applicationId }]);
    const notices = await pool.query('SELECT kind, data FROM notices WHERE user_id = $1', [key.userId]);
    const eventId = publicId('securityEvent', events[0]?.id ?? '');
    expect(notices.rows).toMatchObject([{ kind: 'security.abnormal_use', data: { eventKind: kind, eventId } }]);
    const outbox = await pool.query(
      `SELECT payload FROM outbox_messages WHERE topic = 'event.occurred' AND payload->>'tenantId' = $1`,
      [key.tenantId],
    );
    const data = { id: eventId, kind, keyId: publicId('key', key.keyId), evidence };
    expect(outbox.rows).toMatchObject([{ payload: { type: 'security.abnormal_use', data } }]);
  });

  it('is counted together by two workers that each see half of its calls', async () => {
    const { pool } = fixture;
    const key = await learnedKey();
    const half = burst(FRIDAY_TEN_MS, 25).map((one) => recordOf(key, one));
    const other = new HabitWatch();
    other.see(half);
    await Promise.all([key.call(burst(FRIDAY_TEN_MS, 25)), other.look(pool, running)]);
    expect(await key.events()).toMatchObject([{ kind: 'unusual_rate', evidence: { calls: 50 } }]);
  });
});

it('what was seen while PostgreSQL was away is taken in later', async () => {
  const key = await keyInUse();
  const watch = new HabitWatch();
  watch.see([recordOf(key, { startedAtMs: FRIDAY_TEN_MS, attack: { kind: 'script', place: 'path' } })]);
  const away = { connect: () => Promise.reject(new Error('away')) } as unknown as typeof fixture.pool;
  await expect(watch.look(away, running)).rejects.toThrow('away');
  await watch.look(fixture.pool, running);
  expect(await key.events()).toMatchObject([{ kind: 'attack_suspected', evidence: { blocked: false } }]);
});
