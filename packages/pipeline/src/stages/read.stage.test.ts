import { expect, test } from 'vitest';
import type { InferenceOperation } from '@turnpike/endpoints/operation';
import type { BodyFailure } from '../exchange.js';
import type { Arrival } from '../tickets.js';
import {
  arrivalOf,
  callerOf,
  catalogueOf,
  codeOf,
  entitlementOf,
  grantedOf,
  MemoryExchange,
  OPTIONS,
  planVersionOf,
  productOf,
} from '../../test/ticket.fixture.js';
import { readBody, resolve } from './read.stage.js';

const GOOD = '{"model":"m","messages":[{"role":"user","content":"x"}]}';
const JSON_TYPE = { 'content-type': 'application/json' };

function arrive(
  headers: Record<string, string>,
  body: Buffer | string | BodyFailure,
  declaredBytes: number | null = null,
) {
  const failures = ['too_large', 'timeout', 'client_gone'];
  const isText = typeof body === 'string' && !failures.includes(body);
  const exchange = new MemoryExchange(headers, isText ? Buffer.from(body) : (body as Buffer | BodyFailure));
  return { exchange, arrival: arrivalOf({ exchange, declaredBytes }) };
}

const readIt = (arrival: Arrival<InferenceOperation>) =>
  readBody({ options: OPTIONS, conversations: null }, { arrival, caller: callerOf() });

test.each<[string, Record<string, string>, number | null, string]>([
  ['no content type', {}, null, 'unsupported_media_type'],
  ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, null, 'unsupported_media_type'],
  ['JSON lines', { 'content-type': 'application/jsonl' }, null, 'unsupported_media_type'],
  ['a declared size over the limit', JSON_TYPE, OPTIONS.bodyLimitBytes + 1, 'payload_too_large'],
])('%s is refused without reading', async (_what, headers, declaredBytes, code) => {
  const { arrival, exchange } = arrive(headers, GOOD, declaredBytes);
  expect(codeOf(await readIt(arrival))).toBe(code);
  expect(exchange.bodiesRead).toBe(0);
});

test.each([
  ['too large', 'too_large', 'payload_too_large'],
  ['too slow', 'timeout', 'request_timeout'],
  ['left', 'client_gone', 'client_gone'],
  ['empty', Buffer.alloc(0), 'invalid_json'],
  ['torn', GOOD.slice(0, -1), 'invalid_json'],
  ['an array', '[]', 'invalid_json'],
  ['invalid UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), 'invalid_json'],
  ['without model', '{"messages":[]}', 'invalid_parameter'],
])('a body that is %s', async (_what, body, code) => {
  expect(codeOf(await readIt(arrive(JSON_TYPE, body).arrival))).toBe(code);
});

test('a good body is kept as bytes and understood', async () => {
  const read = await readIt(arrive({ 'content-type': 'application/json; charset=utf-8' }, GOOD).arrival);
  expect(read).toMatchObject({ raw: Buffer.from(GOOD), request: { model: 'm', stream: false, choices: 1 } });
});

test('a model is found under the oldest subscription that offers it', async () => {
  const read = await readIt(arrive(JSON_TYPE, GOOD).arrival);
  if (!('raw' in (read as object))) throw new Error('not read');
  const other = entitlementOf({ product: productOf({ models: new Set(['other']) }) });
  const [older, newer] = [1, 2].map((version) => entitlementOf({ planVersion: planVersionOf({ version }) }));
  const good = read as Exclude<typeof read, string | Error>;
  const found = resolve(catalogueOf(), grantedOf({ entitlements: [other, older!, newer!] }), good);
  expect(found).toMatchObject({ model: { name: 'm' }, entitlement: { planVersion: { version: 1 } } });
  const refused = resolve(catalogueOf(), grantedOf({ entitlements: [other] }), good);
  expect(refused).toMatchObject({ code: 'model_not_found', param: 'model' });
  // In a product, but not in the catalogue: withdrawn.
  const withdrawn = { ...catalogueOf(), models: new Map<string, never>() };
  expect(codeOf(resolve(withdrawn, grantedOf(), good))).toBe('model_not_found');
});
