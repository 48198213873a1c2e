import { RoutingPolicySchema } from '@turnpike/contracts/management/routing';
import { responses } from '@turnpike/endpoints/responses/responses.operation';
import { realtime } from '@turnpike/endpoints/realtime/realtime.operation';
import { expect, test } from 'vitest';
import { arrivalOf, callerOf, entitlementOf, MemoryExchange, modelOf, productOf, understoodOf } from '../../test/ticket.fixture.js'; // prettier-ignore
import type { Understood } from '../tickets.js';
import { cacheKeyOf, isCacheable } from './cache-key.js';

const CACHE = { mode: 'always', ttlSeconds: 60, maxBytes: 1024, shared: false, semantic: null } as const;
const caller = callerOf();
const product = productOf({ cache: CACHE });
const base: Partial<Understood> = { caller, entitlement: entitlementOf({ product }) };

function keyOf(given: Partial<Understood> = {}, body: object = {}): string | null {
  return cacheKeyOf(understoodOf({ ...base, ...given }, body));
}

function withHeaders(headers: Record<string, string>, more: Partial<MemoryExchange> = {}): Partial<Understood> {
  return { arrival: arrivalOf({ exchange: Object.assign(new MemoryExchange(headers), more) }) };
}

const ruled = modelOf({
  routing: RoutingPolicySchema.parse({
    pools: [{ name: 'a', targets: [] }],
    rules: [{ name: 'r', when: { headers: [{ name: 'x-tier' }] }, use: ['a'] }],
  }),
});
const shared = productOf({ cache: { ...CACHE, shared: true } });

test.each<[string, Partial<Understood>, object, Partial<Understood>, object]>([
  ['fields in another order', {}, { a: { x: 1, y: [{ p: 1, q: 2 }] }, temperature: 0 }, {}, { temperature: 0, a: { y: [{ q: 2, p: 1 }], x: 1 } }],
  ['another user, other metadata', {}, {}, {}, { user: 'ada', metadata: { a: '1' }, safety_identifier: 'x' }],
  ['another request id, header or time', {}, {}, withHeaders({ 'user-agent': 'x', 'x-tier': 'gold' }), {}],
  ['another key of the tenant', {}, {}, { caller: { ...caller, keyId: 'k', applicationId: 'b' } }, {}],
  ['another tenant, where they share', { entitlement: entitlementOf({ product: shared }) }, {}, { entitlement: entitlementOf({ product: shared }), caller: callerOf() }, {}],
  ['a credential in the query', withHeaders({}, { query: 'alt=sse' }), {}, withHeaders({}, { query: 'key=secret&alt=sse' }), {}],
  ['a traffic tag that no policy could look at', {}, {}, withHeaders({ 'x-traffic-tag': 'blue' }), {}],
])('is the same for %s', (_what, given, body, otherGiven, otherBody) => {
  expect(keyOf(otherGiven, otherBody)).toBe(keyOf(given, body));
}); // prettier-ignore

test.each<[string, Partial<Understood>, object, Partial<Understood>, object]>([
  ['another temperature', {}, { temperature: 0 }, {}, { temperature: 1 }],
  ['a list in another order', {}, { stop: ['a', 'b'] }, {}, { stop: ['b', 'a'] }],
  ['a number as a text', {}, { seed: 1 }, {}, { seed: '1' }],
  ['a stream', {}, {}, {}, { stream: true }],
  ['usage within the stream', {}, { stream: true }, {}, { stream: true, stream_options: { include_usage: true } }],
  ['another tenant', {}, {}, { caller: callerOf() }, {}],
  ['a test key', {}, {}, { caller: { ...caller, environment: 'test' } }, {}],
  ['another residency', {}, {}, { caller: { ...caller, residency: { regions: ['eu'], maxRetentionDays: null } } }, {}],
  ['another product', {}, {}, { entitlement: entitlementOf({ product: { ...product, id: 'other' } }) }, {}],
  ['another model', {}, {}, { model: modelOf({ id: 'other' }) }, {}],
  ['another query', withHeaders({}, { query: 'alt=sse' }), {}, withHeaders({}, { query: '' }), {}],
  ['another traffic tag', { model: ruled }, {}, { model: ruled, ...withHeaders({ 'x-traffic-tag': 'blue' }) }, {}],
  ['a header that a rule looks at', { model: ruled }, {}, { model: ruled, ...withHeaders({ 'x-tier': 'gold' }) }, {}],
])('is another one for %s', (_what, given, body, otherGiven, otherBody) => {
  expect(keyOf(otherGiven, otherBody)).not.toBe(keyOf(given, body));
}); // prettier-ignore

test('a response repeats what was asked: its metadata are part of it', () => {
  const response = (body: object) => {
    const asked = { model: 'm', input: 'x', store: false, ...body };
    const ticket = understoodOf({ ...base, arrival: arrivalOf({ operation: responses }), asked });
    return cacheKeyOf({ ...ticket, request: { ...ticket.request, body: asked } });
  };
  expect(response({ metadata: { a: '1' } })).not.toBe(response({ metadata: { a: '2' } }));
  expect(response({ metadata: { a: '1' } })).toBe(response({ metadata: { a: '1' } }));
});

test.each([
  ['a conversation', understoodOf(), true],
  ['a session', understoodOf({ arrival: arrivalOf({ operation: realtime }) }), false],
  ['a form with files', understoodOf({ files: [{} as Understood['files'][number]] }), false],
  ['a response that is stored', understoodOf({ arrival: arrivalOf({ operation: responses }) }), false],
  ['a response that is not', understoodOf({ arrival: arrivalOf({ operation: responses }) }, { store: false }), true],
])('%s', (_what, ticket, expected) => {
  expect(isCacheable(ticket)).toBe(expected);
});

test('what nests too deep to be read has no key', () => {
  const deep: Record<string, unknown> = {};
  let at = deep;
  for (let depth = 0; depth < 50_000; depth += 1) at = at.a = {} as Record<string, unknown>;
  const ticket = understoodOf(base);
  expect(cacheKeyOf({ ...ticket, request: { ...ticket.request, body: deep } })).toBeNull();
});
