import type { Residency } from '@turnpike/domain/residency';

/** Who calls, as loaded from Postgres on first use and cached. Ids are uuids; times unix ms. */
export interface CallerSubscription {
  readonly id: string;
  readonly productId: string;
  readonly planId: string;
}

export interface Caller {
  readonly keyId: string;
  readonly applicationId: string;
  readonly tenantId: string;
  readonly environment: 'live' | 'test';
  readonly keyState: 'active' | 'disabled' | 'revoked';
  readonly keyExpiresAtMs: number | null;
  readonly tenantStatus: 'active' | 'suspended';
  readonly tenantTimeZone: string;
  readonly billingMode: 'prepaid' | 'postpaid';
  /** Currency the tenant is billed in; null before its first grant or subscription. */
  readonly currency: string | null;
  /** Decimal text of a bigint; compared by the admission script. */
  readonly epoch: string;
  /** Where its calls may be served; null for anywhere. */
  readonly residency: Residency | null;
  /** Active subscriptions, oldest first. */
  readonly subscriptions: readonly CallerSubscription[];
}

/** Whether the key may be used at a moment: neither revoked nor disabled nor expired. */
export function isKeyValid(caller: Pick<Caller, 'keyState' | 'keyExpiresAtMs'>, atMs: number): boolean {
  return caller.keyState === 'active' && (caller.keyExpiresAtMs === null || caller.keyExpiresAtMs > atMs);
}
