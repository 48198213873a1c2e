/**
 * The control plane's use cases, one a file: `verbNoun(context, actor, input)`. Each takes input that its schema in
 * @turnpike/contracts/management has parsed, decides itself what the actor may do, and gives a view or throws an
 * `ApiError` of the catalogue; another tenant's things are `not_found`. A change is one transaction of rows, audit entry
 * and word to whoever must notice (changes/change.ts). Touches Postgres alone: what must reach Redis or a queue leaves
 * through the outbox. This file is what all of them work with; one context per process.
 */
import type { LimitStatesView } from '@turnpike/contracts/management/limits';
import type { Database } from '@turnpike/db/client';
import type { Decimal } from '@turnpike/domain/money';
import type { CredentialKeys } from './credentials/secret-box.js';
import type { PaymentsPort } from './payments/payments-port.js';
import type { AddressPort } from './webhooks/address-port.js';
import type { QueuesPort } from './queues/queues-port.js';
import type { RoutingPort } from './routing/routing-port.js';

/** What only Redis knows: charges settled but not yet posted, holds of calls under way, and how limits stand. */
export interface LivePort {
  /** Null when it can't be told right now. */
  balance(tenantId: string, currency: string): Promise<{ pending: Decimal; held: Decimal } | null>;
  /**
   * The limits that an application's calls meet, those of one of its keys among them where it is named. Ids are bare; may
   * be asked of what the actor may see only. Null when it can't be told right now, and for what doesn't exist.
   */
  limits(asked: { applicationId: string; keyId: string | null }): Promise<LimitStatesView | null>;
}

export interface ManagementContext {
  readonly db: Database;
  /** Secret under which keys are hashed: a stolen table alone lets nobody search for keys. */
  readonly keyPepper: Buffer;
  /** Peppers of before: keys hashed under them are still found. */
  readonly keyPeppersRetired: readonly Buffer[];
  readonly credentialKeys: CredentialKeys;
  /** First part of every key made: `tp` in `tp_live_…`. */
  readonly keyPrefix: string;
  /** What users know the product by: no good password. Empty when nobody says. */
  readonly productName: string;
  readonly now: () => Date;
  readonly live: LivePort | null;
  /** Who collects money; null where nobody does. */
  readonly payments: PaymentsPort | null;
  /** Who judges addresses that customers give; where nobody does, none is taken. */
  readonly addresses: AddressPort | null;
  /** Who looks into the queues; null where Redis is out of reach, as in the portal. */
  readonly queues: QueuesPort | null;
  /** Who knows where calls go; null where the request path is another process’s, as in the portal. */
  readonly routing: RoutingPort | null;
}

export interface ManagementOptions {
  db: Database;
  keyPepper: Buffer;
  keyPeppersRetired?: readonly Buffer[];
  credentialKeys: CredentialKeys;
  keyPrefix: string;
  productName?: string;
  now?: () => Date;
  live?: LivePort | null;
  payments?: PaymentsPort | null;
  addresses?: AddressPort | null;
  queues?: QueuesPort | null;
  routing?: RoutingPort | null;
}

const MIN_PEPPER_BYTES = 16;

/** Throws when the pepper is too short to be a secret. */
export function createManagementContext(options: ManagementOptions): ManagementContext {
  if (options.keyPepper.length < MIN_PEPPER_BYTES) throw new Error(`the key pepper needs ${MIN_PEPPER_BYTES} bytes`);
  return Object.freeze({
    db: options.db,
    keyPepper: options.keyPepper,
    keyPeppersRetired: options.keyPeppersRetired ?? [],
    credentialKeys: options.credentialKeys,
    keyPrefix: options.keyPrefix,
    productName: options.productName ?? '',
    now: options.now ?? (() => new Date()),
    live: options.live ?? null,
    payments: options.payments ?? null,
    addresses: options.addresses ?? null,
    queues: options.queues ?? null,
    routing: options.routing ?? null,
  });
}
