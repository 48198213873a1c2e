/**
 * Key sets of other issuers, found by discovery (OpenID Connect, else RFC 8414) and kept. Fetched through the guarded way
 * out; at most once a minute per issuer, whatever tokens name; while an issuer is away its last keys count for a day.
 */
import type { GuardedEgress } from '@turnpike/egress/guarded-egress';
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';

const ASKED_EVERY_MS = 60_000;
const FRESH_MS = 600_000;
const KEPT_MS = 86_400_000;
const DEADLINE_MS = 5_000;
/** Issuers whose keys are kept; the one that was asked for longest ago goes first. */
const CAPACITY = 1_000;

interface KeySet {
  find: JWTVerifyGetKey;
  kids: ReadonlySet<unknown>;
  readAtMs: number;
}

interface Entry {
  keys: KeySet | null;
  askedAtMs: number;
  reading: Promise<void> | null;
}

export interface IssuerKeysOptions {
  egress: Pick<GuardedEgress, 'send'>;
  onError: (error: unknown, issuer: string) => void;
  nowMs?: () => number;
}

export class IssuerKeys {
  readonly #options: IssuerKeysOptions;
  readonly #nowMs: () => number;
  readonly #entries = new Map<string, Entry>();

  constructor(options: IssuerKeysOptions) {
    this.#options = options;
    this.#nowMs = options.nowMs ?? Date.now;
  }

  /** Finds the key of a token of that issuer; rejects with jose's `JWKSNoMatchingKey` when there is none. */
  of(issuer: string): JWTVerifyGetKey {
    return async (header, token) => {
      const entry = this.#entryOf(issuer);
      const now = this.#nowMs();
      const { keys } = entry;
      const isDue = keys === null || now - keys.readAtMs > FRESH_MS || !keys.kids.has(header.kid);
      if (entry.reading !== null || (isDue && now - entry.askedAtMs >= ASKED_EVERY_MS)) await this.#read(issuer, entry);
      if (entry.keys === null || now - entry.keys.readAtMs > KEPT_MS) throw new errors.JWKSNoMatchingKey();
      return entry.keys.find(header, token);
    };
  }

  #entryOf(issuer: string): Entry {
    const entry = this.#entries.get(issuer) ?? { keys: null, askedAtMs: -Infinity, reading: null };
    this.#entries.delete(issuer);
    this.#entries.set(issuer, entry);
    if (this.#entries.size > CAPACITY) this.#entries.delete(this.#entries.keys().next().value ?? '');
    return entry;
  }

  #read(issuer: string, entry: Entry): Promise<void> {
    entry.askedAtMs = this.#nowMs();
    entry.reading ??= this.#fetch(issuer)
      .then(
        (keys) => void (entry.keys = keys),
        (error: unknown) => this.#options.onError(error, issuer),
      )
      .finally(() => (entry.reading = null));
    return entry.reading;
  }

  async #fetch(issuer: string): Promise<KeySet> {
    const metadata = await this.#discover(issuer);
    if (metadata.issuer !== issuer || typeof metadata.jwks_uri !== 'string')
      throw new Error('the discovery document is another issuer’s, or names no keys');
    const jwks = await this.#json(metadata.jwks_uri);
    if (!Array.isArray(jwks.keys)) throw new Error('the key set is none');
    const find = createLocalJWKSet(jwks as unknown as JSONWebKeySet);
    const kids = new Set(jwks.keys.map((key: { kid?: unknown }) => key.kid));
    return { find, kids, readAtMs: this.#nowMs() };
  }

  async #discover(issuer: string): Promise<Record<string, unknown>> {
    const { origin, pathname } = new URL(issuer);
    const path = pathname.replace(/\/$/, '');
    try {
      return await this.#json(`${origin}${path}/.well-known/openid-configuration`);
    } catch {
      return this.#json(`${origin}/.well-known/oauth-authorization-server${path}`);
    }
  }

  async #json(url: string): Promise<Record<string, unknown>> {
    const headers = { accept: 'application/json' };
    const request = { url, method: 'GET', headers, body: null, deadlineMs: DEADLINE_MS };
    const { status, body, isCut } = await this.#options.egress.send(request);
    if (status !== 200 || isCut) throw new Error(`${url} answered ${isCut ? 'at too great length' : status}`);
    const parsed: unknown = JSON.parse(body.toString('utf8'));
    if (typeof parsed !== 'object' || parsed === null) throw new Error(`${url} answered no object`);
    return parsed as Record<string, unknown>;
  }
}
