/**
 * Who sends wrong credentials has to wait: by address, twice as long after each further failure. In memory and bounded;
 * an IPv6 address counts as its /64, which is what one subscriber has. It only says how long an address should wait; that
 * a credential which is known need not is the gate's to see to.
 */

import { parseNetwork } from '@turnpike/domain/network';

/** Typos and old keys of a whole office behind one address. */
const FREE_FAILURES = 20;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;
/** An address that failed no more for this long starts anew. */
const FORGET_AFTER_MS = 600_000;
const ADDRESSES_KEPT = 50_000;

interface Standing {
  failures: number;
  waitUntilMs: number;
  failedAtMs: number;
}

export class AddressBackoff {
  /** Oldest failure first. */
  private readonly standings = new Map<string, Standing>();
  private readonly now: () => number;
  private quietAtMs = 0;

  constructor(now: () => number = Date.now) {
    this.now = now;
  }

  /** Whether no address has to wait: what nearly every request asks, and all it pays. */
  get isQuiet(): boolean {
    if (this.quietAtMs === 0) return true;
    if (this.quietAtMs > this.now()) return false;
    this.quietAtMs = 0;
    return true;
  }

  /** Milliseconds for which nothing unknown is let in from there; 0 for none. */
  waitMs(address: string): number {
    const standing = this.standings.get(subscriberOf(address));
    return standing === undefined ? 0 : Math.max(0, standing.waitUntilMs - this.now());
  }

  /** A credential from there was wrong. Those that were under way while it had to wait count once. */
  fail(address: string): void {
    const subscriber = subscriberOf(address);
    const nowMs = this.now();
    const known = this.standings.get(subscriber);
    if (known !== undefined && known.waitUntilMs > nowMs) return;
    const isFresh = known === undefined || nowMs - known.failedAtMs > FORGET_AFTER_MS;
    const failures = isFresh ? 1 : known.failures + 1;
    const beyond = failures - FREE_FAILURES;
    const waitMs = beyond < 1 ? 0 : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (beyond - 1));
    this.keep(subscriber, { failures, waitUntilMs: nowMs + waitMs, failedAtMs: nowMs });
    if (waitMs > 0) this.quietAtMs = Math.max(this.quietAtMs, nowMs + waitMs);
  }

  private keep(subscriber: string, standing: Standing): void {
    this.standings.delete(subscriber);
    if (this.standings.size >= ADDRESSES_KEPT) {
      const [oldest] = this.standings.keys();
      if (oldest !== undefined) this.standings.delete(oldest);
    }
    this.standings.set(subscriber, standing);
  }
}

const MAPPED = '::ffff:';

/** The address, of IPv6 its first 64 bits; an IPv4 address in IPv6 clothes is that IPv4 address. */
export function subscriberOf(address: string): string {
  if (!address.includes(':')) return address;
  // What a dual-stack socket says of every IPv4 caller.
  if (address.startsWith(MAPPED) && address.includes('.')) return address.slice(MAPPED.length);
  return parseNetwork(`${address.split('%', 1)[0] ?? ''}/64`) ?? address;
}
