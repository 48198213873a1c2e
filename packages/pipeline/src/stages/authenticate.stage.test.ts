import { generateKey, parseKey } from '@turnpike/domain/key-format';
import { expect, test } from 'vitest';
import type { Caller } from '../caller.js';
import { arrivalOf, callerOf, codeOf, KEY, MemoryExchange } from '../../test/ticket.fixture.js';
import { authenticate } from './authenticate.stage.js';

function store(found: Caller | null) {
  const asked: string[] = [];
  const find = (credential: string) => {
    asked.push(`find ${credential}`);
    return found;
  };
  const reload = (credential: string) => {
    asked.push(`reload ${credential}`);
    return Promise.resolve(found);
  };
  const findById = (keyId: string) => {
    asked.push(`find by id ${keyId}`);
    return Promise.resolve(found);
  };
  return { recognises: (text: string) => parseKey(text) !== null, asked, find, reload, findById };
}

test.each([
  ['none', null, 'missing_api_key'],
  ['nonsense', 'nonsense', 'invalid_api_key'],
  ['a truncated one', KEY.slice(0, -1), 'invalid_api_key'],
  ['one too long', `${KEY}x`, 'invalid_api_key'],
])('%s is refused without asking the store', async (_what, credential, code) => {
  const callers = store(callerOf());
  expect(codeOf(await authenticate(callers, arrivalOf({ credential }), false))).toBe(code);
  expect(callers.asked).toEqual([]);
});

test('an unknown key is invalid', async () => {
  const unknown = arrivalOf({ credential: generateKey('tp', 'live') });
  expect(codeOf(await authenticate(store(null), unknown, false))).toBe('invalid_api_key');
});

test.each<[string, Partial<Caller>, string | null]>([
  ['active', {}, null],
  ['not expired yet', { keyExpiresAtMs: 2_000 }, null],
  ['just expired', { keyExpiresAtMs: 1_000 }, 'revoked_api_key'],
  ['disabled', { keyState: 'disabled' }, 'revoked_api_key'],
  ['revoked', { keyState: 'revoked' }, 'revoked_api_key'],
])('a key that is %s', async (_what, given, code) => {
  const result = await authenticate(store(callerOf(given)), arrivalOf({ startedAtMs: 1_000 }), false);
  if (code === null) expect(result).toHaveProperty('caller');
  else expect(codeOf(result)).toBe(code);
});

test('loads anew when it is told that the cached caller is stale', async () => {
  const callers = store(callerOf());
  await authenticate(callers, arrivalOf(), true);
  expect(callers.asked).toEqual([`reload ${KEY}`]);
});

test('a store that is away is no verdict on the key', async () => {
  const away = {
    find: () => Promise.reject(new Error(KEY)),
    reload: () => Promise.resolve(null),
    recognises: () => true,
    findById: () => Promise.resolve(null),
  };
  const result = await authenticate(away, arrivalOf(), false);
  expect(result).toMatchObject({ code: 'store_unavailable', retryAfterSeconds: 1 });
  expect((result as Error).message).not.toContain(KEY);
});

test('what is done for a key without bringing it is done for the caller of that key, as it stands now', async () => {
  const exchange = Object.assign(new MemoryExchange(), { onBehalfOf: 'key-id' });
  const arrival = arrivalOf({ credential: null, exchange });
  const callers = store(callerOf());
  expect(await authenticate(callers, arrival, false)).toHaveProperty('caller');
  expect(callers.asked).toEqual(['find by id key-id']);
  expect(codeOf(await authenticate(store(callerOf({ keyState: 'revoked' })), arrival, false))).toBe('revoked_api_key');
  expect(codeOf(await authenticate(store(null), arrival, false))).toBe('invalid_api_key');
});

test('a credential that came with it goes before the key it names', async () => {
  const exchange = Object.assign(new MemoryExchange(), { onBehalfOf: 'key-id' });
  const callers = store(callerOf());
  await authenticate(callers, arrivalOf({ exchange }), false);
  expect(callers.asked).toEqual([`find ${KEY}`]);
});
