import type { ShadowComparison } from '@turnpike/contracts/shadow-comparison';
import { idFloor, newId } from '@turnpike/domain/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFixture, type Fixture } from '../../test/fixture.js';
import { deleteOldComparisons } from './delete-old-comparisons.js';
import { RecordConsumer } from './record-consumer.js';
import { SHADOW_COMPARISONS } from './shadow-comparisons.lane.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

const running = new AbortController().signal;
const DAY_MS = 86_400_000;

function comparison(overrides: Partial<ShadowComparison> = {}): ShadowComparison {
  return {
    id: newId(),
    requestId: newId(),
    model: 'small',
    targetId: newId(),
    shadowTargetId: newId(),
    status: 200,
    shadowStatus: 200,
    firstByteMs: 12,
    shadowFirstByteMs: 15,
    durationMs: 120,
    shadowDurationMs: 150,
    outputTokens: 40,
    shadowOutputTokens: 44,
    similarity: 0.75,
    sameFinish: true,
    error: null,
    startedAtMs: 1_795_000_000_123,
    ...overrides,
  };
}

async function consume(...batches: unknown[][]) {
  const { redis, keys, context } = fixture;
  for (const batch of batches) await redis.rpush(keys.shadowComparisons(), JSON.stringify(batch));
  await new RecordConsumer({ ...context }, SHADOW_COMPARISONS).consume(running);
}

async function stored(ids: readonly string[]) {
  const { rows } = await fixture.pool.query('SELECT * FROM shadow_comparisons WHERE id = ANY($1) ORDER BY id', [ids]);
  return rows as Record<string, unknown>[];
}

test('what was compared is written as it was sent, a repeated one once, and nonsense takes nothing with it', async () => {
  const whole = comparison();
  const failed = comparison({
    shadowStatus: null,
    firstByteMs: null,
    shadowFirstByteMs: null,
    shadowDurationMs: null,
    shadowOutputTokens: null,
    similarity: null,
    sameFinish: null,
    error: 'connect',
  });
  const dropped = async () => (await fixture.context.metrics.comparisonsDropped.get()).values[0]?.value ?? 0;
  const before = await dropped();
  await consume([whole, { id: 'nonsense' }, comparison({ similarity: 2 })], [whole, failed]);
  const rows = await stored([whole.id, failed.id]);
  expect(rows).toMatchObject([
    {
      request_id: whole.requestId,
      model: 'small',
      target_id: whole.targetId,
      shadow_target_id: whole.shadowTargetId,
      status: 200,
      shadow_status: 200,
      first_byte_ms: 12,
      shadow_first_byte_ms: 15,
      duration_ms: 120,
      shadow_duration_ms: 150,
      output_tokens: 40,
      shadow_output_tokens: 44,
      similarity: 0.75,
      same_finish: true,
      error: null,
      started_at: new Date(1_795_000_000_123),
    },
    { shadow_status: null, shadow_duration_ms: null, similarity: null, same_finish: null, error: 'connect' },
  ]);
  expect((await dropped()) - before).toBe(2);
});

test('what is older than its time goes, the rest stays', async () => {
  const now = Date.now();
  const old = comparison({ id: idFloor(now - 31 * DAY_MS) });
  const recent = comparison({ id: idFloor(now - 29 * DAY_MS) });
  await consume([old, recent]);
  await deleteOldComparisons(fixture.pool, 30 * DAY_MS, running);
  expect((await stored([old.id, recent.id])).map(({ id }) => id)).toEqual([recent.id]);
});
