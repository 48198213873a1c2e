import { generateKey } from '@turnpike/domain/key-format';
import { expect, test } from 'vitest';
import type { Caller } from '../caller.js';
import { arrivalOf, callerOf, codeOf, KEY } from '../../test/ticket.fixture.js';
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
  return { asked, find, reload };
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
  const away = { find: () => Promise.reject(new Error(KEY)), reload: () => Promise.resolve(null) };
  const result = await authenticate(away, arrivalOf(), false);
  expect(result).toMatchObject({ code: 'store_unavailable', retryAfterSeconds: 1 });
  expect((result as Error).message).not.toContain(KEY);
});
