/**
 * The cache Redis behind the memory front: bounded in time, and never a reason for a call to fail. Slow or away is a
 * miss; after a few of those in a row it is left alone for a while, so that a dead cache costs nothing.
 */
import { Redis } from 'ioredis';

const COMMAND_TIMEOUT_MS = 50;
const FAILURES_BEFORE_REST = 3;
const REST_MS = 2_000;

export interface CacheStoreOptions {
  readonly url: string;
  readonly prefix: string;
  readonly onError: (error: unknown) => void;
}

/** One entry of a stream: its id, and what it holds. */
export type StreamEntry = readonly [id: string, fields: ReadonlyMap<string, Buffer>];

export class CacheStore {
  private readonly redis: Redis;
  private readonly prefix: string;
  private readonly onError: (error: unknown) => void;
  private failures = 0;
  private restsUntilMs = 0;

  constructor({ url, prefix, onError }: CacheStoreOptions) {
    this.prefix = prefix;
    this.onError = onError;
    this.redis = new Redis(url, {
      enableAutoPipelining: true,
      enableOfflineQueue: false,
      commandTimeout: COMMAND_TIMEOUT_MS,
      connectTimeout: 2_000,
      maxRetriesPerRequest: 0,
      retryStrategy: (attempt) => Math.min(50 * attempt, 1_000),
      lazyConnect: true,
    });
    this.redis.on('error', onError);
  }

  /** Never rejects: without its server it waits for it in the background. */
  async open(): Promise<void> {
    await this.redis.connect().catch(this.onError);
  }

  close(): void {
    this.redis.disconnect();
  }

  get(key: string): Promise<Buffer | null> {
    return this.ask(() => this.redis.getBuffer(this.name('a', key)), null);
  }

  set(key: string, value: Buffer, ttlMs: number): void {
    void this.ask(() => this.redis.set(this.name('a', key), value, 'PX', Math.max(1, Math.ceil(ttlMs))), null);
  }

  /** Entries of a stream after one of them, oldest first. */
  async entriesAfter(stream: string, id: string, most: number): Promise<StreamEntry[]> {
    const start = id === '' ? '-' : `(${id}`;
    const read = () => this.redis.xrangeBuffer(this.name('v', stream), start, '+', 'COUNT', most);
    return (await this.ask(read, [])).map(([entryId, fields]) => [entryId.toString(), toFields(fields)]);
  }

  /** Adds to a stream that keeps about so many of its newest entries, and goes when none came for so long. */
  append(stream: string, fields: Readonly<Record<string, string | Buffer>>, bounds: { most: number; ttlMs: number }) {
    const name = this.name('v', stream);
    const add = () => this.redis.xadd(name, 'MAXLEN', '~', bounds.most, '*', ...Object.entries(fields).flat());
    void this.ask(add, null);
    void this.ask(() => this.redis.pexpire(name, Math.max(1, Math.ceil(bounds.ttlMs))), null);
  }

  private name(kind: 'a' | 'v', key: string): string {
    return `${this.prefix}:cache:${kind}:${key}`;
  }

  private async ask<T>(command: () => Promise<T>, otherwise: T): Promise<T> {
    if (this.redis.status !== 'ready' || Date.now() < this.restsUntilMs) return otherwise;
    try {
      const answer = await command();
      this.failures = 0;
      return answer;
    } catch (error) {
      this.onError(error);
      this.failures += 1;
      if (this.failures >= FAILURES_BEFORE_REST) {
        this.failures = 0;
        this.restsUntilMs = Date.now() + REST_MS;
      }
      return otherwise;
    }
  }
}

function toFields(fields: readonly Buffer[]): ReadonlyMap<string, Buffer> {
  const named = new Map<string, Buffer>();
  for (let index = 0; index + 1 < fields.length; index += 2) {
    named.set(String(fields[index]), fields[index + 1] as Buffer);
  }
  return named;
}
