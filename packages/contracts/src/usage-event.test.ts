import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newId } from '@turnpike/domain/ids';
import { PRICE_UNITS, rate } from '@turnpike/domain/rating';
import { COUNT_BUCKETS, type CountBucket } from '@turnpike/domain/usage';
import { type UsageEvent, UsageEventSchema } from './usage-event.js';

const EVENT: UsageEvent = {
  id: newId(), requestId: newId(), kind: 'usage', owner: newId(), tenantId: newId(), applicationId: newId(), apiKeyId: newId(),
  subscriptionId: null, productId: null, planVersionId: null, environment: 'live', operation: 'chat.completions', model: 'm',
  servedModel: null, providerId: null, targetId: null, endUser: null, stream: false, status: 200, endReason: 'complete',
  usageSource: 'provider', inputTokens: 1, cachedInputTokens: 0, cacheWriteTokens: 0, audioInputTokens: 0, imageInputTokens: 0,
  outputTokens: 0, reasoningTokens: 0, audioOutputTokens: 0, imageOutputTokens: 0, images: 0, characters: 0, searches: 0, seconds: '0',
  currency: 'USD', charge: '0', parts: [], cost: '0', costCurrency: null, attempts: 1, counted: true, quotas: [],
  startedAtMs: 1, endedAtMs: 2,
}; // prettier-ignore

/** Came later than processes that still run. */
const ADDED_BUCKETS = COUNT_BUCKETS.filter(
  (bucket) => !['inputTokens', 'cachedInputTokens', 'outputTokens', 'reasoningTokens', 'images'].includes(bucket),
);
const isAdded = (field: string) => (ADDED_BUCKETS as readonly string[]).includes(field);

const accepts = (change: object) => UsageEventSchema.safeParse({ ...EVENT, ...change }).success;

describe('usage events', () => {
  it('survive the way through JSON', () => {
    expect(UsageEventSchema.parse(JSON.parse(JSON.stringify(EVENT)))).toEqual(EVENT);
  });

  it('take whatever rating makes of a real price table', () => {
    const price = fc
      .bigInt({ min: 0n, max: 10n ** 18n })
      .map((units) => `${units / 10n ** 12n}.${String(units % 10n ** 12n).padStart(12, '0')}`);
    const prices = fc.record(Object.fromEntries(PRICE_UNITS.map((unit) => [unit, price])));
    const count = fc.nat(10_000_000);
    const usage = fc.record({
      ...(Object.fromEntries(COUNT_BUCKETS.map((bucket) => [bucket, count])) as Record<CountBucket, typeof count>),
      seconds: fc.tuple(fc.nat(9999), fc.nat(999)).map(([s, ms]) => `${s}.${String(ms).padStart(3, '0')}`),
    }); // prettier-ignore
    fc.assert(
      fc.property(prices, usage, (table, used) => {
        const { parts, charge } = rate(table, used);
        expect(accepts({ ...used, parts, charge: charge })).toBe(true);
      }),
    );
  });

  it.each(ADDED_BUCKETS)('of a process that does not know %s yet have none', (bucket) => {
    expect(UsageEventSchema.parse({ ...EVENT, [bucket]: undefined })[bucket]).toBe(0);
  });

  it.each(Object.keys(EVENT).filter((field) => !isAdded(field)))('are refused without %s', (field) => {
    expect(accepts({ [field]: undefined })).toBe(false);
  });

  it.each<[string, object]>([
    ['an id with a prefix', { id: `req_${newId()}` }],
    ['an id in capitals', { tenantId: newId().toUpperCase() }],
    ['a charge as a number', { charge: 1 }],
    ['a charge below zero', { charge: '-1' }],
    ['a charge with an exponent', { charge: '1e-7' }],
    ['a charge finer than the ledger', { charge: '0.0000000000001' }],
    ['a charge larger than the ledger', { charge: '1'.repeat(27) }],
    ['half a token', { inputTokens: 0.5 }],
    ['fewer than no tokens', { outputTokens: -1 }],
    ['more tokens than a number counts', { inputTokens: 2 ** 53 }],
    ['an unknown end', { endReason: 'whatever' }],
    ['a status of another protocol', { status: 1000 }],
    [
      'a part of an unknown unit',
      { parts: [{ unit: 'byte', quantity: '1', amount: '1', charge: '1', kind: 'metered' }] },
    ],
    ['a quota without its period', { quotas: [{ scope: 'sub' }] }],
  ])('are refused with %s', (_, change) => {
    expect(accepts(change)).toBe(false);
  });
});
