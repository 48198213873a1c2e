/**
 * Callers, loaded on first use and kept in bounded memory under the hash of their whole credential, never under itself. An
 * entry counts until its tenant's epoch rises; the admission script finds a stale one even when that word is late.
 */
import { hash } from 'node:crypto';
import type { Caller } from '@turnpike/pipeline/caller';
import { ApiError } from '@turnpike/errors/api-error';
import type { CallerStore } from '@turnpike/pipeline/services';
import { LRUCache } from 'lru-cache';
import { Account, CachedCaller } from './cached-caller.js';
import { LookUpBudget } from './look-up-budget.js';

/** One kind of credential. */
export interface CredentialReader {
  /** Whether that could be one, by its form alone. No two readers recognise the same. */
  recognises(credential: string): boolean;
  /** Checks it and loads its caller from Postgres; null for one that doesn't exist or is wrong. */
  load(credential: string): Promise<Caller | null>;
  /** Loads the caller of one by its id; null for none of this kind. */
  loadById(id: string): Promise<Caller | null>;
}

export interface CallerCacheOptions {
  readers: readonly CredentialReader[];
  /** Callers kept. */
  capacity: number;
  /** Of credentials that nobody knows; one by the clock when omitted. */
  budget?: LookUpBudget;
}

/** A key that doesn't exist isn't asked for again for this long. */
const NEGATIVE_TTL_MS = 1_000;
const NEGATIVE_CAPACITY = 10_000;
/** A power of two, many times the callers kept. */
const MARKS = 1 << 22;
const MARKED_CHARACTERS = 12;
const TOO_MANY = 'Too many unknown credentials are being tried; this one was not looked up.';

export class CallerCache implements CallerStore {
  private readonly options: CallerCacheOptions;
  private readonly callers: LRUCache<string, CachedCaller>;
  private readonly unknown = new LRUCache<string, true>({ max: NEGATIVE_CAPACITY, ttl: NEGATIVE_TTL_MS });
  private readonly loads = new Map<string, Promise<Caller | null>>();
  /** The first of each tenant's accounts; the others hang on it. Each has a caller in the cache. */
  private readonly accounts = new Map<string, Account>();
  private readonly budget: LookUpBudget;
  /** Marks of all credentials ever kept: most strangers lack theirs, and are known for strangers without a digest. */
  private readonly marks = new Uint8Array(MARKS);

  constructor(options: CallerCacheOptions) {
    this.options = options;
    this.budget = options.budget ?? new LookUpBudget();
    this.callers = new LRUCache({
      // Sizes of one instead of `max`, for which it would take the memory of all of them at once.
      maxSize: options.capacity,
      sizeCalculation: () => 1,
      dispose: ({ account }) => this.leave(account),
    });
  }

  recognises(credential: string): boolean {
    return this.options.readers.some((reader) => reader.recognises(credential));
  }

  /** Whether its caller was loaded before, be it stale by now: in memory alone. */
  knows(credential: string): boolean {
    return this.marks[markOf(credential)] === 1 && this.callers.has(hash('sha256', credential, 'binary'));
  }

  /** Rejects with `overloaded` for a stranger while too many of them turn out to be nobody. */
  find(credential: string): Caller | null | Promise<Caller | null> {
    const key = hash('sha256', credential, 'binary');
    const caller = this.callers.get(key);
    if (caller?.account.isCurrent) return caller;
    if (this.unknown.has(key)) return null;
    return caller === undefined ? this.loadStranger(credential, key) : this.load(credential, key);
  }

  reload(credential: string): Promise<Caller | null> {
    const key = hash('sha256', credential, 'binary');
    this.callers.delete(key);
    return this.load(credential, key);
  }

  async findById(id: string): Promise<Caller | null> {
    for (const reader of this.options.readers) {
      const caller = await reader.loadById(id);
      if (caller !== null) return caller;
    }
    return null;
  }

  /** Forgets a tenant's callers. A load under way is not kept either: it may have read before the change. */
  forgetTenant(tenantId: string): void {
    for (let account = this.accounts.get(tenantId) ?? null; account !== null; account = account.next) {
      account.isCurrent = false;
    }
    this.accounts.delete(tenantId);
    this.loads.clear();
  }

  private loadStranger(credential: string, key: string): Promise<Caller | null> {
    const running = this.loads.get(key);
    if (running !== undefined) return running;
    if (!this.budget.take())
      return Promise.reject(new ApiError('overloaded', { message: TOO_MANY, retryAfterSeconds: 1 }));
    return this.load(credential, key).then(
      (caller) => {
        if (caller !== null) this.budget.giveBack();
        return caller;
      },
      (error: unknown) => {
        this.budget.giveBack();
        throw error;
      },
    );
  }

  private load(credential: string, key: string): Promise<Caller | null> {
    const running = this.loads.get(key);
    if (running !== undefined) return running;
    const reader = this.options.readers.find((one) => one.recognises(credential));
    const load = (reader?.load(credential) ?? Promise.resolve(null)).then(
      (caller) => {
        if (this.loads.get(key) === load) {
          this.loads.delete(key);
          this.keep(key, caller);
          if (caller !== null) this.marks[markOf(credential)] = 1;
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

/** By the last characters of a credential, where keys and tokens differ most (FNV-1a). */
function markOf(credential: string): number {
  let mark = 0x811c_9dc5;
  for (let at = Math.max(0, credential.length - MARKED_CHARACTERS); at < credential.length; at += 1)
    mark = Math.imul(mark ^ credential.charCodeAt(at), 0x0100_0193);
  return (mark ^ (mark >>> 15)) & (MARKS - 1);
}
