import { PRICE_UNITS } from '@turnpike/domain/rating';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import {
  CurrencySchema,
  InstantSchema,
  ListQuerySchema,
  NonNegativeAmountSchema,
  parseInstant,
  PositiveAmountSchema,
  SlugSchema,
} from './fields.js';
import { CreateUserSchema, SignInSchema } from './identity.js';
import { CreateModelSchema } from './models.js';
import { GrantCreditSchema } from './money.js';
import { CreatePlanSchema } from './plans.js';
import { CreateProductSchema } from './products.js';
import { CreateProviderSchema } from './providers.js';
import { CreateTenantSchema } from './tenants.js';

/** `path: message` of every issue; empty when the input is accepted. */
function issues(schema: z.ZodType, input: unknown): string[] {
  return schema.safeParse(input).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];
}

const accepts = (schema: z.ZodType, input: unknown) => schema.safeParse(input).success;

describe('amounts', () => {
  test.each(['0', '0.000000000001', '12', '99999999999999999999999999.999999999999', ' 5 '])('%j is one', (text) => {
    expect(accepts(NonNegativeAmountSchema, text)).toBe(true);
  });

  test.each([
    '',
    '-1',
    '+1',
    '1e-6',
    '.5',
    '5.',
    '0.0000000000001',
    '1,5',
    'NaN',
    'Infinity',
    '0x1',
    '1'.repeat(27),
    null,
    {},
  ])('%j is none', (input) => {
    expect(accepts(NonNegativeAmountSchema, input)).toBe(false);
  });

  test('a JSON number is told what to be instead', () => {
    expect(issues(GrantCreditSchema, { amount: 5, currency: 'USD', reason: 'test' })).toEqual([
      'amount: must be a decimal string such as "0.000002", not a JSON number',
    ]);
  });

  test('a grant is more than nothing', () => {
    expect(['0', '0.000', '00'].filter((text) => accepts(PositiveAmountSchema, text))).toEqual([]);
    expect(accepts(PositiveAmountSchema, '0.000000000001')).toBe(true);
  });
});

test('currencies are real ones, in either case', () => {
  expect(CurrencySchema.parse('usd')).toBe('USD');
  expect(['XXZ', 'US', 'DOLLAR', '', 840].filter((input) => accepts(CurrencySchema, input))).toEqual([]);
});

test('instants are read as they are meant', () => {
  const read = (text: string) => parseInstant(InstantSchema.parse(text)).toISOString();
  expect(read('2026-11-20')).toBe('2026-11-20T00:00:00.000Z');
  expect(read('2026-11-20T10:00:00+02:00')).toBe('2026-11-20T08:00:00.000Z');
  expect(read('1795168800000')).toBe(new Date(1_795_168_800_000).toISOString());
  expect(
    ['yesterday', '2026-13-01', '2026-11-20T10:00', '12', ''].filter((text) => accepts(InstantSchema, text)),
  ).toEqual([]);
});

test('whatever is accepted as an instant is a date', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.date().map(String), fc.nat().map(String)), (text) => {
      const { success } = InstantSchema.safeParse(text);
      expect(!success || !Number.isNaN(parseInstant(text).getTime())).toBe(true);
    }),
  );
});

test('a page is 1 to 200 long, 50 unless asked', () => {
  expect(ListQuerySchema.parse({})).toEqual({ limit: 50 });
  expect(ListQuerySchema.parse({ limit: '200' }).limit).toBe(200);
  expect(['0', '201', '-1', '1.5', 'x', ''].filter((limit) => accepts(ListQuerySchema, { limit }))).toEqual([]);
});

test('slugs can stand in an address', () => {
  expect(['a', 'pay-as-you-go', '4o'].every((slug) => accepts(SlugSchema, slug))).toBe(true);
  expect(
    ['A', 'a_b', '-a', 'a-', 'a--b', 'a/b', '', 'a'.repeat(65)].filter((slug) => accepts(SlugSchema, slug)),
  ).toEqual([]);
});

describe('plans', () => {
  const plan = (fields: object) => ({
    name: 'P',
    product: 'ai',
    prices: [{ unit: 'request', amount: '1' }],
    ...fields,
  });

  test('have a price at least, and one per unit and model', () => {
    expect(issues(CreatePlanSchema, plan({ prices: [] }))).toEqual(['prices: needs at least one price']);
    const twice = [
      { unit: 'request', amount: '1' },
      { unit: 'request', amount: '2', model: null },
    ];
    expect(issues(CreatePlanSchema, plan({ prices: twice }))).toEqual(['prices.1: a second price for request']);
  });

  test('have limits that mean something, and none that is misspelt', () => {
    const limits = (fields: object) => accepts(CreatePlanSchema, plan({ limits: fields }));
    expect(
      [{}, { requestsPerSecond: 5 }, { requestsPerSecond: 5, burst: 10, quotaPerMonth: 1e6, concurrency: null }].every(
        limits,
      ),
    ).toBe(true);
    const senseless = [
      { requestsPerSecond: 0 },
      { requestsPerSecond: 1.5 },
      { burst: 3 },
      { concurrency: -1 },
      { rps: 5 },
      { quotaPerMonth: '5' },
    ];
    expect(senseless.filter(limits)).toEqual([]);
  });

  test('know the units there are, and no other', () => {
    const priced = (unit: string) => accepts(CreatePlanSchema, plan({ prices: [{ unit, amount: '1' }] }));
    expect(PRICE_UNITS.filter(priced)).toEqual(PRICE_UNITS);
    expect(['token', 'output', 'character_token', ''].filter(priced)).toEqual([]);
    expect(CreatePlanSchema.parse(plan({}))).toMatchObject({ currency: 'USD', limits: {} });
  });
});

test('approval has two modes and some names for them', () => {
  const mode = (approval?: unknown) => CreateProductSchema.safeParse({ name: 'P', approval }).data?.approval;
  expect([undefined, 'automatic', 'auto', 'none', 'manual', 'required', true, 'maybe'].map(mode)).toEqual([
    'manual',
    'automatic',
    'automatic',
    'automatic',
    'manual',
    'manual',
    undefined,
    undefined,
  ]);
});

describe('models', () => {
  const cost = (input: unknown) => CreateModelSchema.safeParse({ name: 'm', cost: input }).data?.cost;

  test('take their cost as a list or as a map', () => {
    const list = [{ unit: 'input_token', amount: '0.1', currency: 'EUR' }];
    expect(cost(list)).toEqual(list);
    expect(cost({ input_token: '0.1', currency: 'eur' })).toEqual(list);
    expect(cost({ input_token: '0.1' })).toEqual([{ unit: 'input_token', amount: '0.1', currency: 'USD' }]);
    expect(cost({ prices: [{ unit: 'input_token', amount: '0.1' }], currency: 'EUR' })).toEqual(list);
    expect(cost(undefined)).toEqual([]);
  });

  test('refuse costs that contradict each other', () => {
    const item = { unit: 'input_token', amount: '0.1' };
    const contradictions = [
      [item, item],
      [item, { unit: 'output_token', amount: '0.1', currency: 'EUR' }],
      { input_token: 0.1 },
      { tokens: '0.1' },
    ];
    expect(contradictions.map(cost)).toEqual([undefined, undefined, undefined, undefined]);
  });

  test('weigh their targets alike unless told otherwise', () => {
    const targets = [
      { provider: 'a', upstreamModel: 'x' },
      { provider: 'b', upstreamModel: 'y', weight: 0 },
    ];
    expect(CreateModelSchema.parse({ name: 'm', targets }).targets.map(({ weight }) => weight)).toEqual([1, 0]);
    expect(accepts(CreateModelSchema, { name: 'm', targets: [{ ...targets[0], weight: -1 }] })).toBe(false);
  });

  test('have names that go through headers, paths and logs', () => {
    const named = (name: string) => accepts(CreateModelSchema, { name });
    expect(['gpt-4o', 'meta/llama-3.1:8b', 'a@b+c'].every(named)).toBe(true);
    expect(['', '-x', 'a b', 'a\nb', 'ä', 'x'.repeat(129)].filter(named)).toEqual([]);
  });
});

test('a provider’s kind is the adapter’s name, whatever word was used for it', () => {
  const kind = (word?: string) =>
    CreateProviderSchema.safeParse({ baseUrl: 'https://api.example.com/v1', kind: word }).data?.kind;
  expect([undefined, 'openai-compatible', 'openai', 'OpenAI', 'constructor'].map(kind)).toEqual([
    'openai-compatible',
    'openai-compatible',
    'openai-compatible',
    undefined,
    undefined,
  ]);
});

test('a provider’s address holds no secret, and its credential no line break', () => {
  const provider = (fields: object) =>
    accepts(CreateProviderSchema, { baseUrl: 'https://api.example.com/v1', ...fields });
  expect([{}, { baseUrl: 'http://127.0.0.1:8090/v1' }, { credential: null }].every(provider)).toBe(true);
  expect(provider({ baseUrl: 'https://x.openai.azure.com/openai?api-version=2024-10-21' })).toBe(true);
  const refused = [
    { baseUrl: 'https://x.example/openai?api-version=2024-10-21&key=secret' },
    { baseUrl: 'https://x.example/openai?key=secret?api-version=2024-10-21' },
    { baseUrl: 'ftp://x.example' },
    { baseUrl: 'https://user:secret@x.example' },
    { baseUrl: 'https://x.example/?key=secret' },
    { baseUrl: 'x.example' },
    { credential: 'a\r\nx-injected: 1' },
    { credential: '' },
    { kind: 'unknown' },
  ];
  expect(refused.filter(provider)).toEqual([]);
});

test('names keep to one line, and NUL never reaches the database', () => {
  expect(issues(CreateTenantSchema, { name: 'a\0b' })).toEqual(['name: must not contain control characters']);
  expect(accepts(CreateTenantSchema, { name: ' ' })).toBe(false);
  expect(accepts(GrantCreditSchema, { amount: '1', reason: 'a\0b' })).toBe(false);
  expect(accepts(CreateTenantSchema, { name: 'x', timeZone: 'Mars/Olympus' })).toBe(false);
});

test('e-mails are one spelling, passwords long enough and not too long', () => {
  const user = { email: ' Ada@Example.COM ', password: 'x'.repeat(12) };
  expect(CreateUserSchema.parse(user)).toMatchObject({
    email: 'ada@example.com',
    role: 'developer',
    platformAdmin: false,
  });
  for (const password of ['x'.repeat(11), 'x'.repeat(257)])
    expect(accepts(CreateUserSchema, { ...user, password })).toBe(false);
  expect(accepts(SignInSchema, { email: 'no', password: 'x' })).toBe(false);
});
