import type { CallRecord } from '@turnpike/contracts/call-record';
import { newId } from '@turnpike/domain/ids';
import type { KeySpace } from '@turnpike/limits/keys';
import { startTestRedis, type TestRedis } from '@turnpike/testing/redis';
import type { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { connect, keySpace } from '../test/store.fixture.js';
import { BufferedCallRecorder } from './call-recorder.js';

let server: TestRedis;
let redis: Redis;
let keys: KeySpace;
let recorder: BufferedCallRecorder;

beforeAll(async () => {
  server = await startTestRedis();
});
afterAll(() => server.stop());
beforeEach(async () => {
  await server.restart({ empty: true });
  redis = await connect(server.url);
  keys = keySpace();
  recorder = new BufferedCallRecorder(redis, keys);
});
afterEach(async () => {
  await recorder.close();
  redis.disconnect();
});

function recordOf(userAgent: string): CallRecord {
  return {
    id: newId(),
    tenantId: null,
    applicationId: null,
    apiKeyId: null,
    environment: null,
    operation: 'chat.completions',
    model: 'größer-😀',
    status: 401,
    errorCode: 'invalid_api_key',
    startedAtMs: 1,
    durationUs: 2,
    detail: {
      method: 'POST',
      path: '/v1/chat/completions',
      clientRequestId: null,
      traceId: '0'.repeat(32),
      userAgent,
      address: null,
      stream: false,
      endReason: null,
      clientGone: null,
      stagesUs: {},
      attempts: [],
      bytesIn: 0,
      bytesOut: 0,
      firstByteUs: null,
      overheadUs: null,
      droppedHints: [],
      rule: null,
      cache: null,
      idempotency: null,
      fallbackAnswer: false,
      attack: null,
    },
  };
}

async function recorded(): Promise<CallRecord[]> {
  const batches = await redis.lrange(keys.records(), 0, -1);
  return batches.flatMap((batch) => JSON.parse(batch) as CallRecord[]);
}

test('everything recorded arrives once, in order, over many batches and flushes', async () => {
  const records = Array.from({ length: 3_000 }, (_, index) => recordOf(`agent ${index} „${'é'.repeat(index % 200)}“`));
  for (const [index, record] of records.entries()) {
    recorder.record(record);
    if (index % 700 === 0) await recorder.flush();
  }
  await recorder.flush();
  expect(await recorded()).toEqual(records);
  expect(recorder.dropped).toBe(0);
});

test('what is recorded while a batch is on its way is not mixed into it', async () => {
  const [first, second] = [recordOf('first'), recordOf('second')];
  recorder.record(first);
  const flushing = recorder.flush();
  recorder.record(second);
  await flushing;
  await recorder.flush();
  expect(await recorded()).toEqual([first, second]);
});

test('what can not be sent is dropped and counted, and so is what does not fit', async () => {
  redis.disconnect();
  recorder.record(recordOf('unheard'));
  await recorder.flush();
  expect(recorder.dropped).toBe(1);
  recorder.record(recordOf('x'.repeat(300_000)));
  expect(recorder.dropped).toBe(2);
});
