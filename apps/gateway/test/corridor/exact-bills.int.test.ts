/** Whatever callers and providers do: the sum of what is pending is the sum recomputed from what the sandbox delivered. */
import { Decimal } from '@turnpike/domain/money';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Account, Corridor, faultsIn, say } from './corridor.fixture.js';
import type { Delivered } from '@turnpike/testing/sandbox-process';
import { until } from '@turnpike/testing/until';

let corridor: Corridor;
beforeAll(async () => {
  corridor = await Corridor.start();
});
afterAll(() => corridor.stop());

interface Call {
  kind: 'plain' | 'stream' | 'embedding';
  steering: string;
  /** Pieces after which a caller of a stream leaves; null for one that stays. */
  leaveAfter: number | null;
  bound: number | null;
}

const call: fc.Arbitrary<Call> = fc.record({
  kind: fc.constantFrom('plain', 'stream', 'stream', 'embedding'),
  steering: fc.oneof(
    { weight: 4, arbitrary: fc.constant('') },
    { weight: 1, arbitrary: fc.constantFrom('status=400', 'status=503', 'status=429 retry_after=9') },
    { weight: 2, arbitrary: fc.constant('omit_usage=true') },
  ),
  leaveAfter: fc.option(fc.integer({ min: 1, max: 4 }), { freq: 3 }),
  bound: fc.option(fc.integer({ min: 1, max: 40 })),
});
const chatOnly = fc.constantFrom(
  '',
  '',
  'cut_after=0',
  'cut_after=3',
  'cached_tokens=2 reasoning_tokens=7',
  'prompt_tokens=123456789',
);
const pieces = fc.integer({ min: 1, max: 25 });

async function make(account: Account, models: { chat: string; embedding: string }, given: Call, lines: string[]) {
  if (given.kind === 'embedding') {
    const steering = given.steering === '' ? '' : `@sandbox ${given.steering}\n`;
    await account.post('/v1/embeddings', { model: models.embedding, input: `${steering}some text` });
    return;
  }
  const leaving = new AbortController();
  const answer = await fetch(`${corridor.url}/v1/chat/completions`, {
    method: 'POST',
    signal: leaving.signal,
    headers: { authorization: `Bearer ${account.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      model: models.chat,
      messages: say('a word or two', ...lines),
      stream: given.kind === 'stream',
      ...(given.bound === null ? {} : { max_tokens: given.bound }),
    }),
  });
  let seen = 0;
  try {
    for await (const bytes of answer.body ?? []) {
      seen += Buffer.from(bytes).toString().split('"content":"').length - 1;
      if (given.kind === 'stream' && given.leaveAfter !== null && seen >= given.leaveAfter) leaving.abort();
    }
  } catch {
    expect(leaving.signal.aborted).toBe(true);
  }
}

/** A plain answer that didn't leave whole delivered nothing; of a stream each piece counts. */
function isBillable(delivered: Delivered | null): delivered is Delivered {
  return delivered !== null && (delivered.ended === 'complete' || delivered.deliveredChunks > 0);
}

test('trap: any mix of calls, those that break off among them, is billed to the last token (bifrost#3357)', async () => {
  const mixes = fc.array(fc.tuple(call, chatOnly, pieces), { minLength: 5, maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(mixes, async (mix) => {
      const models = { chat: corridor.model(), embedding: corridor.model() };
      const account = corridor.account({
        clientGonePolicy: 'drain',
        concurrency: 100,
        quotaPerMonth: 1000,
        posted: '100000',
      });
      await Promise.all(
        mix.map(([given, more, chunks]) => {
          const steering = [
            given.steering,
            given.steering.includes('status') ? '' : more,
            `chunks=${chunks} chunk_delay_ms=3`,
          ].filter(Boolean);
          return make(account, models, given, [`@sandbox ${steering.join(' ')}`]);
        }),
      );
      const events = await account.settled(mix.length);
      expect(events).toHaveLength(mix.length);
      let sum = new Decimal(0);
      for (const event of events) {
        const delivered = await accountOf(event.requestId);
        const due = isBillable(delivered) ? account.chargeOf(delivered) : '0';
        expect([event.requestId, event.endReason, event.charge]).toEqual([event.requestId, event.endReason, due]);
        sum = sum.plus(due);
      }
      expect(await account.state()).toEqual({ held: '0', pending: sum.toFixed(), openHolds: 0, slots: 0 });
    }),
    { numRuns: 12, endOnFailure: true },
  );
  expect(faultsIn(corridor)).toEqual([]);
}, 120_000);

/** Null for a call that the sandbox was never asked for: its target was left alone. */
async function accountOf(requestId: string): Promise<Delivered | null> {
  const ask = () => corridor.sandbox.delivered(`req_${requestId.replaceAll('-', '')}`);
  const delivered = await ask();
  if (delivered?.ended !== 'open') return delivered;
  return until(async () => {
    const account = await ask();
    return account?.ended === 'open' ? null : account;
  }, 'the sandbox to see the end');
}
