import { describe, expect, it, vi } from 'vitest';
import { AccessTokenCache } from './access-token-cache.js';

const giving = (...tokens: { token: string; expiresAtMs: number }[]) => {
  const left = [...tokens];
  return vi.fn(() => Promise.resolve(left.shift() ?? { token: 'none left', expiresAtMs: 0 }));
};

describe('AccessTokenCache', () => {
  it('asks once for all who wait', async () => {
    const cache = new AccessTokenCache();
    const ask = giving({ token: 'a', expiresAtMs: 3_600_000 });
    const got = await Promise.all([cache.get('k', 0, ask), cache.get('k', 5, ask), cache.get('k', 10, ask)]);
    expect([got, ask.mock.calls.length]).toEqual([['a', 'a', 'a'], 1]);
  });

  it('asks anew a minute before the end', async () => {
    const cache = new AccessTokenCache();
    const ask = giving({ token: 'a', expiresAtMs: 3_600_000 }, { token: 'b', expiresAtMs: 7_200_000 });
    await cache.get('k', 0, ask);
    expect(await cache.get('k', 3_539_999, ask)).toBe('a');
    expect(await cache.get('k', 3_540_000, ask)).toBe('b');
  });

  it('forgets a refusal, and tells it to all who waited', async () => {
    const cache = new AccessTokenCache();
    const refuse = () => Promise.reject(new Error('no'));
    const both = await Promise.allSettled([cache.get('k', 0, refuse), cache.get('k', 0, refuse)]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await cache.get('k', 0, giving({ token: 'a', expiresAtMs: 1e9 }))).toBe('a');
  });

  it('keeps keys apart, and not without bound', async () => {
    const cache = new AccessTokenCache();
    const ask = vi.fn((token: string) => Promise.resolve({ token, expiresAtMs: 1e9 }));
    for (let at = 0; at <= 1_000; at += 1) await cache.get(`k${at}`, 0, () => ask(`t${at}`));
    expect(await cache.get('k1000', 0, () => ask('new'))).toBe('t1000');
    expect(await cache.get('k0', 0, () => ask('new'))).toBe('new');
  });
});
