/**
 * The control plane's use cases, one a file: `verbNoun(context, actor, input)`. Each takes input that its schema in
 * @turnpike/contracts/management has parsed, decides itself what the actor may do, and gives a view or throws an
 * `ApiError` of the catalogue; another tenant's things are `not_found`. A change is one transaction of rows, audit entry
 * and word to whoever must notice (changes/change.ts). Touches Postgres alone: what must reach Redis or a queue leaves
 * through the outbox. This file is what all of them work with; one context per process.
 */
import type { Database } from '@turnpike/db/client';
import type { Decimal } from '@turnpike/domain/money';
import type { CredentialKeys } from './credentials/secret-box.js';
import type { PaymentsPort } from './payments/payments-port.js';
import type { AddressPort } from './webhooks/address-port.js';
import type { QueuesPort } from './queues/queues-port.js';

/** What only Redis knows: charges settled but not yet posted, and holds of calls under way. */
export interface LivePort {
  /** Null when it can't be told right now. */
  balance(tenantId: string, currency: string): Promise<{ pending: Decimal; held: Decimal } | null>;
}

export interface ManagementContext {
  readonly db: Database;
  /** Secret under which keys are hashed: a stolen table alone lets nobody search for keys. */
  readonly keyPepper: Buffer;
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
}

export interface ManagementOptions {
  db: Database;
  keyPepper: Buffer;
  credentialKeys: CredentialKeys;
  keyPrefix: string;
  productName?: string;
  now?: () => Date;
  live?: LivePort | null;
  payments?: PaymentsPort | null;
  addresses?: AddressPort | null;
  queues?: QueuesPort | null;
}

const MIN_PEPPER_BYTES = 16;

/** Throws when the pepper is too short to be a secret. */
export function createManagementContext(options: ManagementOptions): ManagementContext {
  if (options.keyPepper.length < MIN_PEPPER_BYTES) throw new Error(`the key pepper needs ${MIN_PEPPER_BYTES} bytes`);
  return Object.freeze({
    db: options.db,
    keyPepper: options.keyPepper,
    credentialKeys: options.credentialKeys,
    keyPrefix: options.keyPrefix,
    productName: options.productName ?? '',
    now: options.now ?? (() => new Date()),
    live: options.live ?? null,
    payments: options.payments ?? null,
    addresses: options.addresses ?? null,
    queues: options.queues ?? null,
  });
}
