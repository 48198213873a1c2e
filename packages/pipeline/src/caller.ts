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
  /** Active subscriptions, oldest first. */
  readonly subscriptions: readonly CallerSubscription[];
}
