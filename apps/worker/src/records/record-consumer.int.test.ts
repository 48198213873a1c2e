import type { CallRecord } from '@turnpike/contracts/call-record';
import { createDatabase } from '@turnpike/db/client';
import { newId } from '@turnpike/domain/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFixture, type Fixture } from '../../test/fixture.js';
import { CALL_RECORDS } from './call-records.lane.js';
import { RecordConsumer } from './record-consumer.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

const running = new AbortController().signal;

function callRecord(overrides: Partial<CallRecord> = {}): CallRecord {
  return {
    id: newId(),
    tenantId: newId(),
    applicationId: newId(),
    apiKeyId: newId(),
    environment: 'live',
    operation: 'chat.completions',
    model: 'small',
    status: 200,
    errorCode: null,
    startedAtMs: 1_795_000_000_123,
    durationUs: 1_234_567,
    detail: {
      method: 'POST',
      path: '/v1/chat/completions',
      clientRequestId: null,
      traceId: 'trace',
      userAgent: 'test',
      address: '127.0.0.1',
      stream: false,
      endReason: 'complete',
      clientGone: null,
      stagesUs: { admit: 100 },
      attempts: [],
      bytesIn: 1,
      bytesOut: 2,
      firstByteUs: 3,
      overheadUs: 4,
      droppedHints: [],
      rule: null,
      cache: null,
      idempotency: null,
      fallbackAnswer: false,
      attack: null,
    },
    ...overrides,
  };
}

const send = (records: unknown) => fixture.redis.rpush(fixture.keys.records(), JSON.stringify(records));
const dropped = async () => (await fixture.context.metrics.recordsDropped.get()).values[0]?.value ?? 0;

async function stored(ids: readonly string[]) {
  const { rows } = await fixture.pool.query('SELECT * FROM call_records WHERE id = ANY($1) ORDER BY id', [ids]);
  return rows as { id: string; started_at: Date; duration_us: string; detail: CallRecord['detail'] }[];
}

test('records are written as they were sent, a repeated one once', async () => {
  const consumer = new RecordConsumer({ ...fixture.context }, CALL_RECORDS);
  const records = [callRecord(), callRecord({ tenantId: null, applicationId: null, apiKeyId: null, model: null })];
  await send(records);
  await send([records[0]]);
  await consumer.consume(running);
  const rows = await stored(records.map((record) => record.id));
  expect(rows).toHaveLength(2);
  expect(rows[0]).toMatchObject({ duration_us: '1234567', detail: records[0]?.detail, model: 'small', status: 200 });
  expect(rows[0]?.started_at.getTime()).toBe(1_795_000_000_123);
});

test('what is no record, or can not be stored, is dropped and counted, and takes nothing else with it', async () => {
  const consumer = new RecordConsumer({ ...fixture.context }, CALL_RECORDS);
  const good = [callRecord(), callRecord(), callRecord({ operation: 'with\0nul' })];
  const before = await dropped();
  await send([good[0], { id: 'nonsense' }, callRecord({ status: 100_000 }), good[1]]);
  await fixture.redis.rpush(fixture.keys.records(), 'no json');
  await send([good[2]]);
  await consumer.consume(running);
  expect(await stored(good.map((record) => record.id))).toHaveLength(3);
  expect((await dropped()) - before).toBe(3);
});

test('what was taken is kept through an outage of the database', async () => {
  const away = createDatabase({ url: 'postgresql://app:app@127.0.0.1:1/none' });
  const context = { ...fixture.context, pool: away.pool };
  const consumer = new RecordConsumer(context, CALL_RECORDS);
  const [first, second] = [callRecord(), callRecord()];
  await send([first]);
  await expect(consumer.consume(running)).rejects.toThrow(/ECONNREFUSED/);
  await send([second]);
  await expect(consumer.consume(running)).rejects.toThrow(/ECONNREFUSED/);
  expect(await fixture.redis.llen(fixture.keys.records())).toBe(1);
  await away.close();
  context.pool = fixture.pool;
  await consumer.consume(running);
  expect(await stored([first.id, second.id])).toHaveLength(2);
});
