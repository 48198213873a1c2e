/**
 * Callers, loaded on first use and kept in bounded memory under the hash of their whole key, never under the key. An
 * entry counts until its tenant's epoch rises; the admission script finds a stale one even when that word is late.
 */
import { hash } from 'node:crypto';
import type { Caller } from '@turnpike/pipeline/caller';
import type { CallerStore } from '@turnpike/pipeline/services';
import { LRUCache } from 'lru-cache';
import { Account, CachedCaller } from './cached-caller.js';

export interface CallerCacheOptions {
  /** Loads from Postgres; null for a key that doesn't exist. */
  load: (credential: string) => Promise<Caller | null>;
  /** The same by the key's own id. */
  loadById: (keyId: string) => Promise<Caller | null>;
  /** Callers kept. */
  capacity: number;
}

/** A key that doesn't exist isn't asked for again for this long. */
const NEGATIVE_TTL_MS = 1_000;
const NEGATIVE_CAPACITY = 10_000;

export class CallerCache implements CallerStore {
  private readonly options: CallerCacheOptions;
  private readonly callers: LRUCache<string, CachedCaller>;
  private readonly unknown = new LRUCache<string, true>({ max: NEGATIVE_CAPACITY, ttl: NEGATIVE_TTL_MS });
  private readonly loads = new Map<string, Promise<Caller | null>>();
  /** The first of each tenant's accounts; the others hang on it. Each has a caller in the cache. */
  private readonly accounts = new Map<string, Account>();

  constructor(options: CallerCacheOptions) {
    this.options = options;
    this.callers = new LRUCache({
      // Sizes of one instead of `max`, for which it would take the memory of all of them at once.
      maxSize: options.capacity,
      sizeCalculation: () => 1,
      dispose: ({ account }) => this.leave(account),
    });
  }

  find(credential: string): Caller | null | Promise<Caller | null> {
    const key = hash('sha256', credential, 'binary');
    const caller = this.callers.get(key);
    if (caller?.account.isCurrent) return caller;
    return this.unknown.has(key) ? null : this.load(credential, key);
  }

  reload(credential: string): Promise<Caller | null> {
    const key = hash('sha256', credential, 'binary');
    this.callers.delete(key);
    return this.load(credential, key);
  }

  findById(keyId: string): Promise<Caller | null> {
    return this.options.loadById(keyId);
  }

  /** Forgets a tenant's callers. A load under way is not kept either: it may have read before the change. */
  forgetTenant(tenantId: string): void {
    for (let account = this.accounts.get(tenantId) ?? null; account !== null; account = account.next) {
      account.isCurrent = false;
    }
    this.accounts.delete(tenantId);
    this.loads.clear();
  }

  private load(credential: string, key: string): Promise<Caller | null> {
    const running = this.loads.get(key);
    if (running !== undefined) return running;
    const load = this.options.load(credential).then(
      (caller) => {
        if (this.loads.get(key) === load) {
          this.loads.delete(key);
          this.keep(key, caller);
        }
        return caller;
      },
      (error: unknown) => {
        if (this.loads.get(key) === load) this.loads.delete(key);
        throw error;
      },
    );
    this.loads.set(key, load);
    return load;
  }

  private keep(key: string, caller: Caller | null): void {
    if (caller === null) {
      this.unknown.set(key, true);
      return;
    }
    const account = this.accountOf(caller);
    account.callers += 1;
    this.callers.set(key, new CachedCaller(caller, account));
  }

  /** The account that was read before, if nothing of it changed; else it replaces that. */
  private accountOf(caller: Caller): Account {
    const first = this.accounts.get(caller.tenantId) ?? null;
    for (let known = first; known !== null; known = known.next) {
      if (known.isOf(caller)) return known;
      if (known.facts.applicationId !== caller.applicationId) continue;
      known.isCurrent = false;
      this.unlink(known);
      break;
    }
    const account = new Account(caller);
    account.next = this.accounts.get(caller.tenantId) ?? null;
    this.accounts.set(caller.tenantId, account);
    return account;
  }

  private leave(account: Account): void {
    account.callers -= 1;
    if (account.callers === 0 && account.isCurrent) this.unlink(account);
  }

  private unlink(account: Account): void {
    const { tenantId } = account.facts;
    let before = this.accounts.get(tenantId);
    if (before === account) {
      if (account.next === null) this.accounts.delete(tenantId);
      else this.accounts.set(tenantId, account.next);
      return;
    }
    while (before !== undefined && before.next !== account) before = before.next ?? undefined;
    if (before !== undefined) before.next = account.next;
  }
}
