import type { UsageEvent } from '@turnpike/contracts/usage-event';
import { newId } from '@turnpike/domain/ids';
import { Decimal } from '@turnpike/domain/money';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkBooks } from '../../test/books.js';
import { createFixture, createTenant, type Fixture, reapedEventOf, usageEvent } from '../../test/fixture.js';
import { ingestBatch } from './ingest-batch.js';
import type { PendingUsage } from './pending-usage.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

/** A charge of up to 3 USD to the last digit that is stored, and what Redis took of it as overrun, in base units. */
const charge = fc.bigInt(0n, 3_000_000_000_000n).map((units) => new Decimal(units.toString()).div('1e12').toFixed());
const overrun = fc.oneof(fc.constant(0n), fc.bigInt(0n, 3_000_000_001n));

/** What the sums are kept by differs from call to call. */
const API_KEYS = [newId(), newId()];

const call = fc.record({
  charge,
  counted: fc.boolean(),
  test: fc.boolean(),
  model: fc.constantFrom('small', 'large'),
  apiKeyId: fc.constantFrom(...API_KEYS),
  costCurrency: fc.constantFrom('USD', 'EUR', null),
  status: fc.constantFrom(200, 502),
  overrun,
  reapedOverrun: overrun,
  /** The reaper's charge; null when nothing was delivered. */
  reapedCharge: fc.option(charge, { nil: null }),
  /** What arrives of the call: its true event, the reaped one, or both. */
  arrives: fc.constantFrom<('usage' | 'reaped')[]>(['usage'], ['reaped'], ['usage', 'reaped']),
});

type Call = typeof call extends fc.Arbitrary<infer T> ? T : never;

/** Calls, with an order of arrival in which everything comes one to three times, in batches of random size. */
const history = fc.array(call, { minLength: 1, maxLength: 6 }).chain((calls) => {
  const arrivals = calls.flatMap((one, index) => one.arrives.map((kind) => ({ index, kind })));
  const repeated = fc.array(fc.constantFrom(...arrivals), { maxLength: arrivals.length * 2 });
  return fc.record({
    calls: fc.constant(calls),
    arrivals: repeated.chain((again) =>
      fc.shuffledSubarray([...arrivals, ...again], { minLength: arrivals.length + again.length }),
    ),
    batchSizes: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1 }),
  });
});

function events(tenantId: string, one: Call): { usage: PendingUsage; reaped: PendingUsage } {
  const usage = usageEvent(tenantId, {
    charge: one.test ? '0' : one.charge,
    counted: one.counted,
    environment: one.test ? 'test' : 'live',
    model: one.model,
    apiKeyId: one.apiKeyId,
    costCurrency: one.costCurrency,
    status: one.status,
  });
  const reaped = reapedEventOf(usage, one.test && one.reapedCharge !== null ? '0' : one.reapedCharge);
  const pending = (event: UsageEvent, taken: bigint): PendingUsage => ({
    event,
    pending: { tenantId, eventId: event.id, overrun: taken, json: JSON.stringify(event) },
  });
  return { usage: pending(usage, one.overrun), reaped: pending(reaped, one.reapedOverrun) };
}

/** What must be recorded in the end: the true event where it came, else the reaped one. */
function expectedOf(calls: readonly Call[]) {
  let revenue = new Decimal(0);
  let quotaUsed = 0;
  for (const one of calls) {
    const isTrue = one.arrives.includes('usage');
    if (isTrue ? one.counted : one.reapedCharge !== null) quotaUsed += 1;
    if (one.test) continue;
    revenue = revenue.plus(isTrue ? one.charge : (one.reapedCharge ?? 0));
  }
  return { revenue: revenue.toFixed(), calls: calls.length, quotaUsed };
}

test('whatever comes, in whatever order and however often, each call is charged once, by its truest event', async () => {
  await fc.assert(
    fc.asyncProperty(history, async ({ calls, arrivals, batchSizes }) => {
      const tenantId = await createTenant(fixture.pool, { billingMode: 'postpaid', grants: ['2', '3.5'] });
      const made = calls.map((one) => events(tenantId, one));
      const queue = arrivals.map(({ index, kind }) => made[index]?.[kind]).filter((entry) => entry !== undefined);
      for (let round = 0; queue.length > 0; round++) {
        await ingestBatch(fixture.pool, tenantId, queue.splice(0, batchSizes[round % batchSizes.length]));
      }
      expect(await checkBooks(fixture.pool, tenantId)).toMatchObject(expectedOf(calls));
    }),
    { numRuns: 60 },
  );
});

test('the same from several workers at once', async () => {
  await fc.assert(
    fc.asyncProperty(history, async ({ calls, arrivals }) => {
      const tenantId = await createTenant(fixture.pool, { billingMode: 'postpaid', grants: ['2', '3.5'] });
      const made = calls.map((one) => events(tenantId, one));
      const queue = arrivals.map(({ index, kind }) => made[index]?.[kind]).filter((entry) => entry !== undefined);
      await Promise.all(queue.map((entry) => ingestBatch(fixture.pool, tenantId, [entry])));
      expect(await checkBooks(fixture.pool, tenantId)).toMatchObject(expectedOf(calls));
    }),
    { numRuns: 25 },
  );
});
