import type { AccessRule, AuthPolicy } from '@turnpike/contracts/access';
import type { Limit } from '@turnpike/contracts/limits';
import type { Residency } from '@turnpike/domain/residency';
import type { SignatureKey } from '@turnpike/signatures/signature-key';

/** Who calls, as loaded from Postgres on first use and cached. Ids are uuids; times unix ms. */
export interface CallerSubscription {
  readonly id: string;
  readonly productId: string;
  readonly planId: string;
}

/** What says who calls. */
export type CredentialKind = 'api_key' | 'client_token' | 'access_token' | 'external_token' | 'signature';

/** What a credential may do, beyond being its application's. */
export interface CredentialTerms {
  readonly kind: CredentialKind;
  /** By ScopeSchema of the contracts; null: all. */
  readonly scopes: readonly string[] | null;
  /** Names; null: all that its subscriptions offer. */
  readonly models: readonly string[] | null;
  /** Networks in CIDR notation; null: anywhere. */
  readonly addresses: readonly string[] | null;
  readonly limits: readonly Limit[];
  /** The one user it speaks for, whatever the request says; null: the request says. */
  readonly endUser: string | null;
  /** The person who allowed it (uuid); null for none. */
  readonly userId: string | null;
  /** What its signatures are verified with; of signing secrets alone. */
  readonly signatureKey?: SignatureKey;
  /** The key that made it, whose limits count for it too; of client tokens alone. */
  readonly parent?: { readonly keyId: string; readonly limits: readonly Limit[] };
}

/** A rule with what refusals call it. */
export interface NamedRule {
  readonly id: string;
  readonly name: string;
  /** Of the platform, for every tenant. */
  readonly isPlatform: boolean;
  readonly rule: AccessRule;
}

/** Limits that hold in the place of a plan's. */
export interface LimitOverride {
  readonly subscriptionId: string;
  readonly limits: readonly Limit[];
  readonly endsAtMs: number | null;
}

/** A client certificate, by the SHA-256 of its DER bytes in lower-case hex. */
export interface RegisteredCertificate {
  readonly fingerprint: string;
  readonly notAfterMs: number;
}

/** What a tenant and an application say of all their credentials. */
export interface AccountTerms {
  /** Networks in CIDR notation; null: anywhere. */
  readonly tenantAddresses: readonly string[] | null;
  readonly applicationAddresses: readonly string[] | null;
  readonly tenantLimits: readonly Limit[];
  readonly applicationLimits: readonly Limit[];
  /** Null: any credential. */
  readonly auth: AuthPolicy | null;
  /** Of the realm `call`: the platform's and the tenant's. */
  readonly rules: readonly NamedRule[];
  readonly overrides: readonly LimitOverride[];
  /** Client certificates that the application's calls may show. */
  readonly certificates: readonly RegisteredCertificate[];
  /** Its share beside other tenants where a model's capacity is short. */
  readonly weight: number;
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
  /** Null: a plain API key, which may do all that its application may. */
  readonly terms: CredentialTerms | null;
  /** Null: no lists, limits, policies or overrides, and a weight of one. */
  readonly accountTerms: AccountTerms | null;
  /** Active subscriptions, oldest first. */
  readonly subscriptions: readonly CallerSubscription[];
}

/** Whether its calls are kept within a balance that was paid ahead. */
export function isBalanceEnforced({ billingMode, environment }: Pick<Caller, 'billingMode' | 'environment'>): boolean {
  return billingMode === 'prepaid' && environment === 'live';
}

/** Whether the key may be used at a moment: neither revoked nor disabled nor expired. */
export function isKeyValid(caller: Pick<Caller, 'keyState' | 'keyExpiresAtMs'>, atMs: number): boolean {
  return caller.keyState === 'active' && (caller.keyExpiresAtMs === null || caller.keyExpiresAtMs > atMs);
}
