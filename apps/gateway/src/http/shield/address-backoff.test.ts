import { describe, expect, it } from 'vitest';
import { AddressBackoff, subscriberOf } from './address-backoff.js';

function backoffAt(startMs: number) {
  const clock = { nowMs: startMs };
  return { clock, backoff: new AddressBackoff(() => clock.nowMs) };
}

function failOften(backoff: AddressBackoff, address: string, times: number): void {
  for (let failure = 0; failure < times; failure += 1) backoff.fail(address);
}

describe('back-off by address', () => {
  it('forgives a handful, then asks for a second, twice as much each time, a minute at most', () => {
    const { clock, backoff } = backoffAt(1_000_000);
    failOften(backoff, '203.0.113.9', 20);
    expect([backoff.isQuiet, backoff.waitMs('203.0.113.9')]).toEqual([true, 0]);
    const waits = Array.from({ length: 9 }, () => {
      backoff.fail('203.0.113.9');
      const waitMs = backoff.waitMs('203.0.113.9');
      clock.nowMs += waitMs;
      return waitMs / 1000;
    });
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
    expect(backoff.isQuiet).toBe(true);
  });

  it('counts what was under way while it had to wait once', () => {
    const { backoff } = backoffAt(1_000_000);
    failOften(backoff, '203.0.113.9', 500);
    expect(backoff.waitMs('203.0.113.9')).toBe(1_000);
  });

  it('keeps others out of it', () => {
    const { backoff } = backoffAt(1_000_000);
    failOften(backoff, '203.0.113.9', 30);
    expect(backoff.isQuiet).toBe(false);
    expect(backoff.waitMs('203.0.113.10')).toBe(0);
  });

  it('takes the addresses of one IPv6 subscriber for one', () => {
    const { backoff } = backoffAt(1_000_000);
    for (let host = 1; host <= 30; host += 1) backoff.fail(`2001:db8:1:2::${host.toString(16)}`);
    expect(backoff.waitMs('2001:db8:1:2:ffff::1')).toBe(1_000);
    expect(backoff.waitMs('2001:db8:1:3::1')).toBe(0);
  });

  it('forgets who was quiet for ten minutes', () => {
    const { clock, backoff } = backoffAt(1_000_000);
    failOften(backoff, '203.0.113.9', 30);
    clock.nowMs += 601_001;
    backoff.fail('203.0.113.9');
    expect(backoff.waitMs('203.0.113.9')).toBe(0);
  });

  it('remembers a bounded number, the latest', () => {
    const { backoff } = backoffAt(1_000_000);
    failOften(backoff, 'first', 30);
    for (let other = 0; other < 50_000; other += 1)
      backoff.fail(`10.${other >> 16}.${(other >> 8) & 255}.${other & 255}`);
    expect(backoff.waitMs('first')).toBe(0);
  });
});

describe('an IPv6 subscriber', () => {
  it.each([
    ['2001:db8::1', '2001:db8::/64'],
    ['2001:0DB8:0000:0001:2:3:4:5', '2001:db8:0:1::/64'],
    ['::1', '::/64'],
    ['fe80::1:2:3:4%eth0', 'fe80::/64'],
    ['1:2:3:4:5:6:7::', '1:2:3:4::/64'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['203.0.113.9', '203.0.113.9'],
  ])('of %s is %s', (address, subscriber) => expect(subscriberOf(address)).toBe(subscriber));
});
