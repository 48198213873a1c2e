/** One address that is checked, and the places that stand or fall with it. Counts in a row what its checks say. */
import type { HealthCheck } from '@turnpike/contracts/management/routing-health';
import type { EgressRequest } from '@turnpike/egress/egress';
import type { PlaceCheck } from '@turnpike/contracts/place-health';
import type { CheckOutcome } from './ask-health.js';

/** A place with how it is to be checked. */
export interface CheckablePlace {
  readonly key: string;
  readonly providerId: string;
  readonly baseUrl: string;
  readonly healthCheck: HealthCheck;
}

/** Two of a provider's places with the same id are one address. */
export function checkIdOf({ providerId, baseUrl, healthCheck }: CheckablePlace): string {
  const { path, intervalMs, timeoutMs, unhealthyAfter, healthyAfter } = healthCheck;
  return JSON.stringify([providerId, baseUrl, path, intervalMs, timeoutMs, unhealthyAfter, healthyAfter]);
}

/** Intervals are shortened or lengthened by up to a tenth, so that many places aren't asked in step. */
const JITTER = 0.1;

export class CheckedOrigin {
  readonly policy: HealthCheck;
  /** Places that are told. */
  keys: string[] = [];
  nextAtMs: number;
  isAsked = false;
  private readonly baseUrl: string;
  private healthy: boolean | null;
  private against = 0;

  /** `healthy`: what was known before; null for nothing. */
  constructor(
    { baseUrl, healthCheck }: CheckablePlace,
    { healthy, firstAtMs }: { healthy: boolean | null; firstAtMs: number },
  ) {
    this.baseUrl = baseUrl;
    this.policy = healthCheck;
    this.healthy = healthy;
    this.nextAtMs = firstAtMs;
  }

  /** Without a credential: what is asked is whether somebody is there. */
  request(): Pick<EgressRequest, 'origin' | 'path'> {
    const { origin, pathname, search } = new URL(this.baseUrl);
    return { origin, path: `${pathname.replace(/\/+$/, '')}${this.policy.path}${search}` };
  }

  planNext(nowMs: number, random: number): void {
    this.nextAtMs = nowMs + this.policy.intervalMs * (1 - JITTER + 2 * JITTER * random);
  }

  /** What a check makes of it. Null as long as too few say so; `flipped` when it is another verdict than before. */
  judge({ healthy, detail }: CheckOutcome, atMs: number): { check: PlaceCheck; flipped: boolean } | null {
    const { unhealthyAfter, healthyAfter } = this.policy;
    this.against = healthy === this.healthy ? 0 : this.against + 1;
    // Nobody knows a new place's past: its first good answer is enough.
    const needed = healthy ? (this.healthy === null ? 1 : healthyAfter) : unhealthyAfter;
    const flipped = this.against >= needed;
    if (flipped) {
      this.healthy = healthy;
      this.against = 0;
    }
    if (this.healthy === null) return null;
    const said = this.against === 0 ? detail : `${detail}, ${String(this.against)} of ${String(needed)}`;
    return { check: { healthy: this.healthy, detail: said, atMs }, flipped };
  }
}
