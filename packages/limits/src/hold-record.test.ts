import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatHoldRecord, HoldContextSchema, parseHoldRecord, quotaUses } from './hold-record.js';

const word = fc.stringMatching(/^[a-z0-9:_-]{1,20}$/);
const text = fc.string({ unit: 'grapheme' });
const context = fc.record({
  app: text, key: text, sub: text, prd: text, plv: text, env: fc.constantFrom('live' as const, 'test' as const), op: text,
  mdl: text, cur: text, str: fc.boolean(), usr: fc.option(text), at: fc.nat(),
}); // prettier-ignore

describe('hold records', () => {
  it('read back as they were written, separators in the context included', () => {
    fc.assert(
      fc.property(
        fc.record({
          owner: word,
          hold: fc.bigInt({ min: 0n, max: 2n ** 62n }),
          scopes: fc.array(word),
          counters: fc.array(word),
          context,
        }),
        (record) => {
          const value = formatHoldRecord({ ...record, context: JSON.stringify(record.context) });
          expect(parseHoldRecord('tenant/request', value)).toEqual({
            tenantId: 'tenant',
            requestId: 'request',
            ...record,
          });
        },
      ),
    );
  });

  it.each([
    ['a field without a request', 'tenant', 'o|1|||{}'],
    ['a value of another form', 't/r', 'nonsense'],
    ['an amount that is no integer', 't/r', 'o|1.5|||{}'],
    ['a context that is no JSON', 't/r', 'o|1|||{'],
    ['a context without its fields', 't/r', 'o|1|||{"app":"a"}'],
  ])('refuse %s', (_, field, value) => {
    expect(parseHoldRecord(field, value)).toBeNull();
  });

  it('refuse a context of another environment', () => {
    expect(HoldContextSchema.safeParse({ env: 'staging' }).success).toBe(false);
  });
});

describe('quotaUses', () => {
  it('finds scope and period, colons in the scope included, and what is used of it', () => {
    const counters = ['q:sub:0194f0c2:1790000000000', 'q:t:key:1:day:1790000000000=900', 'q:m:tenant:1:month:0'];
    expect(quotaUses(counters, { tokens: 12, charge: '0.000345' })).toEqual([
      { scope: 'sub:0194f0c2', periodStartMs: 1_790_000_000_000, amount: '1' },
      { scope: 't:key:1:day', periodStartMs: 1_790_000_000_000, amount: '12' },
      { scope: 'm:tenant:1:month', periodStartMs: 0, amount: '0.000345' },
    ]);
  });
});
