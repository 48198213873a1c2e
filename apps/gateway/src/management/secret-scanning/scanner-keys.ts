/** Public keys that alerts of leaked keys are signed with, as their publisher lists them. */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { ApiError } from '@turnpike/errors/api-error';
import { z } from 'zod';

const KEPT_MS = 60 * 60_000;
/** A name that isn't in the list makes it read again, no oftener than this: names cost whoever sends them nothing. */
const READ_AGAIN_MS = 60_000;

const ListSchema = z.object({
  public_keys: z.array(z.object({ key_identifier: z.string(), key: z.string() })).max(100),
});

export interface ScannerKeysOptions {
  /** Reads the list; rejects where it can't. */
  read: () => Promise<Buffer>;
  now?: () => number;
}

export class ScannerKeys {
  readonly #options: ScannerKeysOptions;
  readonly #now: () => number;
  #keys = new Map<string, KeyObject>();
  #readAtMs = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | null = null;

  constructor(options: ScannerKeysOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  /**
   * The key of that name; null when the publisher has none. `store_unavailable` where nothing was ever read and nothing
   * can be: the alert is to be sent again.
   */
  async find(name: string): Promise<KeyObject | null> {
    const ageMs = this.#now() - this.#readAtMs;
    if (ageMs >= KEPT_MS || (ageMs >= READ_AGAIN_MS && !this.#keys.has(name))) await this.#readOnce();
    return this.#keys.get(name) ?? null;
  }

  #readOnce(): Promise<void> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  async #read(): Promise<void> {
    try {
      const { public_keys } = ListSchema.parse(JSON.parse((await this.#options.read()).toString('utf8')));
      this.#keys = new Map(public_keys.flatMap(({ key_identifier, key }) => entryOf(key_identifier, key)));
    } catch (cause) {
      if (this.#keys.size === 0) throw new ApiError('store_unavailable', { cause, retryAfterSeconds: 60 });
    }
    // What was read before goes on being good where its publisher can't be reached.
    this.#readAtMs = this.#now();
  }
}

/** ECDSA on P-256 is all that alerts are signed with: another key is none. */
function entryOf(name: string, pem: string): [string, KeyObject][] {
  try {
    const key = createPublicKey(pem);
    return key.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? [[name, key]] : [];
  } catch {
    return [];
  }
}
