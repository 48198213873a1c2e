/**
 * Callers as the cache keeps hundreds of thousands of them: what all keys of an application share is kept once, so that
 * a key takes a quarter of a kilobyte instead of one.
 */
import type { Caller } from '@turnpike/pipeline/caller';

type KeyFacts = Pick<Caller, 'keyId' | 'environment' | 'keyState' | 'keyExpiresAtMs' | 'terms'>;

/** An application with its tenant and subscriptions, as read at one time. */
export class Account {
  readonly facts: Omit<Caller, keyof KeyFacts>;
  /** False when it may have changed since: its callers must be loaded again. */
  isCurrent = true;
  /** Cached callers that share it. */
  callers = 0;
  /** Another account of the same tenant. */
  next: Account | null = null;

  constructor(caller: Caller) {
    this.facts = factsOf(caller);
  }

  /** Whether a caller that was loaded now has the same account, every fact of it. */
  isOf(caller: Caller): boolean {
    if (caller.applicationId !== this.facts.applicationId) return false;
    return JSON.stringify(factsOf(caller)) === JSON.stringify(this.facts);
  }
}

function factsOf(caller: Caller): Account['facts'] {
  const { applicationId, tenantId, tenantStatus, tenantTimeZone, billingMode, currency, epoch } = caller;
  const { residency, accountTerms, subscriptions } = caller;
  return {
    applicationId,
    tenantId,
    tenantStatus,
    tenantTimeZone,
    billingMode,
    currency,
    epoch,
    residency,
    accountTerms,
    subscriptions,
  };
}

export class CachedCaller implements Caller {
  readonly keyId: string;
  readonly environment: Caller['environment'];
  readonly keyState: Caller['keyState'];
  readonly keyExpiresAtMs: number | null;
  readonly terms: Caller['terms'];
  readonly account: Account;

  constructor(loaded: KeyFacts, account: Account) {
    this.keyId = loaded.keyId;
    // Words of our own: those that were read are a copy each.
    this.environment = loaded.environment === 'live' ? 'live' : 'test';
    this.keyState = loaded.keyState === 'active' ? 'active' : loaded.keyState;
    this.keyExpiresAtMs = loaded.keyExpiresAtMs;
    this.terms = loaded.terms;
    this.account = account;
  }

  get applicationId() {
    return this.account.facts.applicationId;
  }

  get tenantId() {
    return this.account.facts.tenantId;
  }

  get tenantStatus() {
    return this.account.facts.tenantStatus;
  }

  get tenantTimeZone() {
    return this.account.facts.tenantTimeZone;
  }

  get billingMode() {
    return this.account.facts.billingMode;
  }

  get currency() {
    return this.account.facts.currency;
  }

  get epoch() {
    return this.account.facts.epoch;
  }

  get residency() {
    return this.account.facts.residency;
  }

  get accountTerms() {
    return this.account.facts.accountTerms;
  }

  get subscriptions() {
    return this.account.facts.subscriptions;
  }
}
