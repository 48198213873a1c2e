import { describe, expect, it } from 'vitest';
import { SignInLimiter } from './sign-in-limiter.js';

function exhausted(now: () => number = () => 0) {
  const limiter = new SignInLimiter(now);
  for (let attempt = 0; attempt < 10; attempt++) limiter.begin('10.0.0.1', 'ada@example.com');
  return limiter;
}

describe('SignInLimiter', () => {
  it('allows ten attempts and then says how long to wait', () => {
    const limiter = new SignInLimiter(() => 0);
    for (let attempt = 0; attempt < 10; attempt++) {
      expect(limiter.retryAfterSeconds('10.0.0.1', 'ada@example.com')).toBe(0);
      limiter.begin('10.0.0.1', 'ada@example.com');
    }
    expect(limiter.retryAfterSeconds('10.0.0.1', 'ada@example.com')).toBe(900);
  });

  it('does not tell letter case apart', () => {
    expect(exhausted().retryAfterSeconds('10.0.0.1', 'ADA@example.com')).toBe(900);
  });

  it('does not punish another address or another e-mail', () => {
    const limiter = exhausted();
    expect(limiter.retryAfterSeconds('10.0.0.2', 'ada@example.com')).toBe(0);
    expect(limiter.retryAfterSeconds('10.0.0.1', 'bob@example.com')).toBe(0);
  });

  it('forgets after the window, and after a success', () => {
    let now = 0;
    const limiter = exhausted(() => now);
    now = 15 * 60 * 1000;
    expect(limiter.retryAfterSeconds('10.0.0.1', 'ada@example.com')).toBe(0);
    const other = exhausted();
    other.succeed('10.0.0.1', 'ada@example.com');
    expect(other.retryAfterSeconds('10.0.0.1', 'ada@example.com')).toBe(0);
  });
});
