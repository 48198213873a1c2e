/** Floods of wrong credentials, and requests that look like attacks. */
import { generateKey } from '@turnpike/domain/key-format';
import { until } from '@turnpike/testing/until';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StrangerGate } from '../../src/http/shield/stranger-gate.js';
import { type Account, Corridor } from './corridor.fixture.js';

let corridor: Corridor;
const clock = { nowMs: 1_000_000 };
beforeAll(async () => {
  const known = new Set<string>();
  const gate = new StrangerGate({ knows: (credential) => known.has(credential), now: () => clock.nowMs });
  corridor = await Corridor.start({ parts: { gate } });
  const { callers } = corridor.stores;
  const { find } = callers;
  callers.find = (credential) => {
    if (corridor.stores.callersByKey.has(credential)) known.add(credential);
    return find(credential);
  };
  callers.refused = (address) => gate.fail(address);
});
afterAll(() => corridor.stop());

const BODY = JSON.stringify({ model: 'chat', messages: [{ role: 'user', content: 'hello' }] });

function call(key: string, { path = '/v1/chat/completions', name = 'authorization' } = {}): Promise<Response> {
  const credential = name === 'authorization' ? `Bearer ${key}` : key;
  const headers = { [name]: credential, 'content-type': 'application/json' };
  return fetch(`${corridor.url}${path}`, { method: 'POST', headers, body: BODY });
}

describe('a flood of wrong keys from one address', () => {
  let known: Account;

  it('is turned away after a handful: no look-up, no record, and everybody is told when to come back', async () => {
    known = corridor.account();
    expect((await call(known.key)).status).toBe(200);
    for (let index = 0; index < 21; index += 1)
      expect((await call(index % 2 === 0 ? generateKey('tp', 'live') : `garbage-${index}`)).status).toBe(401);
    await until(async () => (await refusedRecords()) === 21 || null, 'the records of what was tried');
    const asked = { ...corridor.stores.asked };
    for (let index = 0; index < 50; index += 1) {
      const answer = await call(generateKey('tp', 'live'));
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '1']);
    }
    expect(corridor.stores.asked).toEqual(asked);
    expect(await refusedRecords()).toBe(21);
    expect(corridor.path.stats().refusedStrangers).toBe(50);
  });

  it.each([
    [
      'OpenAI’s',
      '/v1/chat/completions',
      'authorization',
      { error: { code: 'too_many_attempts', type: 'rate_limit_error' } },
    ],
    ['Anthropic’s', '/v1/messages', 'x-api-key', { type: 'error', error: { type: 'rate_limit_error' } }],
    ['Gemini’s', '/v1beta/models/chat:generateContent', 'x-goog-api-key', { error: { code: 429 } }],
    ['OpenAI’s, past the table', '/v1/chat/completions?x=1', 'authorization', { error: { code: 'too_many_attempts' } }],
  ])('is refused in %s words', async (_whose, path, name, body) => {
    const answer = await call(generateKey('tp', 'live'), { path, name });
    const text = await answer.text();
    expect([answer.status, Number(answer.headers.get('content-length'))]).toEqual([429, text.length]);
    expect(JSON.parse(text)).toMatchObject(body);
    expect(text).toContain(answer.headers.get('x-request-id'));
  });

  it('keeps nobody out who is known, nor the connection of who isn’t', async () => {
    expect((await call(known.key)).status).toBe(200);
    const headers = { authorization: `Bearer ${generateKey('tp', 'live')}`, 'content-type': 'application/json' };
    const large = { method: 'POST', headers, body: 'x'.repeat(100_000) };
    const answer = await fetch(`${corridor.url}/v1/chat/completions`, large);
    expect([answer.status, answer.headers.get('connection')]).toEqual([429, 'close']);
    expect((await fetch(`${corridor.url}/v1/models`)).status).toBe(401);
  });

  it('is let try again when the time has passed', async () => {
    clock.nowMs += 1_001;
    expect((await call(corridor.account().key)).status).toBe(200);
    expect((await call('garbage')).status).toBe(401);
    expect((await call('garbage')).headers.get('retry-after')).toBe('2');
    clock.nowMs += 700_000;
  });

  async function refusedRecords(): Promise<number> {
    const batches = await corridor.redis.lrange(corridor.keys.records(), 0, -1);
    const records = batches.flatMap((batch) => JSON.parse(batch) as { errorCode: string | null }[]);
    return records.filter(({ errorCode }) => errorCode === 'invalid_api_key').length;
  }
});

describe('a request that looks like an attack', () => {
  const ATTACK = '/v1/chat/completions?q=%27%20or%201%3D1--';

  it.each(['off', 'report', 'block'] as const)('where the product says %s', async (inspection) => {
    const account = corridor.account({ product: { inspection } });
    const answer = await call(account.key, { path: ATTACK });
    const text = await answer.text();
    expect(answer.status).toBe(inspection === 'block' ? 400 : 200);
    if (inspection === 'block') {
      expect(JSON.parse(text)).toMatchObject({ error: { code: 'request_blocked' } });
      expect(text).toContain('sql, in its query q');
      expect(text).not.toContain('1=1');
      expect(await account.events()).toEqual([]);
    }
    const [record] = await until(async () => {
      const records = await corridor.records(account.tenantId);
      return records.length === 0 ? null : records;
    }, 'the record');
    expect(record?.detail.attack).toEqual(inspection === 'off' ? null : { kind: 'sql', place: 'query q' });
    expect(JSON.stringify(record)).not.toContain('1=1');
  });

  it('is found in headers, in paths and in look-ups too; what a prompt says is nobody’s business', async () => {
    const account = corridor.account({ product: { inspection: 'block' } });
    const headers = { 'x-forwarded-host': '<script>alert(1)</script>' };
    expect((await account.post('/v1/chat/completions', BODY, headers)).status).toBe(400);
    expect((await account.get('/v1/models/..%2f..%2fetc%2fpasswd')).status).toBe(400);
    expect((await account.get('/v1/models?q=%3Cscript%3E')).status).toBe(400);
    const prompt = { model: 'chat', messages: [{ role: 'user', content: "' or 1=1-- <script>../../etc/passwd" }] };
    expect((await account.post('/v1/chat/completions', prompt)).status).toBe(200);
    expect((await account.get('/v1/models')).status).toBe(200);
  });
});
