/**
 * Where the vectors of questions are looked up: an HNSW index (Malkov and Yashunin, 2016) per partition in memory, and
 * beside the answers in the cache Redis a stream of them, from which every process learns what the others added.
 * Bounded per partition and in all: the oldest vector goes first, and the partition that was unused the longest.
 */
import { createRequire } from 'node:module';
import { LRUCache } from 'lru-cache';
import type * as Engine from 'usearch';
import type { CacheStore, StreamEntry } from '../cache-store.js';

const MOST_PER_PARTITION = 1_000;
const MOST_BYTES = 128 * 1024 * 1024;
/** Vectors taken over from others at one look-up: more would be late, and the next one goes on. */
const MOST_LEARNED = 200;
const NEIGHBOURS = 8;
const FLOAT_BYTES = 4;
/** What the index keeps of a vector beside its numbers, roughly. */
const LINKS_BYTES = 512;

/** A question whose answer is kept. */
export interface Shelved {
  /** Of the answer. */
  readonly key: string;
  /** What must be equal beside the likeness: see distinct-facts.ts. */
  readonly facts: string;
  readonly expiresAtMs: number;
}

export interface Neighbour {
  readonly key: string;
  /** Cosine. */
  readonly similarity: number;
}

interface Partition {
  readonly index: Engine.Index;
  readonly dimensions: number;
  readonly shelved: Map<bigint, Shelved>;
  readonly idByKey: Map<string, bigint>;
  nextId: bigint;
  /** The newest entry of the stream that was read; empty before the first. */
  lastEntry: string;
}

export interface Sought {
  readonly partition: string;
  readonly vector: Float32Array;
  readonly facts: string;
  readonly threshold: number;
}

export class VectorShelf {
  private readonly store: Pick<CacheStore, 'entriesAfter' | 'append'>;
  private readonly onError: (error: unknown) => void;
  private readonly partitions = new LRUCache<string, Partition>({
    maxSize: MOST_BYTES,
    sizeCalculation: ({ shelved, dimensions }) => LINKS_BYTES + shelved.size * (dimensions * FLOAT_BYTES + LINKS_BYTES),
  });
  private engine: typeof Engine | 'absent' | null = null;

  constructor(store: VectorShelf['store'], onError: (error: unknown) => void) {
    this.store = store;
    this.onError = onError;
  }

  /** The most similar questions of the same facts at or above the threshold, best first. Never rejects. */
  async search(sought: Sought): Promise<Neighbour[]> {
    const { partition: name, vector } = sought;
    try {
      const partition = this.partitionOf(name, vector.length);
      if (partition === null) return [];
      this.learn(name, partition, await this.store.entriesAfter(name, partition.lastEntry, MOST_LEARNED));
      return partition.shelved.size === 0 ? [] : neighboursIn(partition, sought);
    } catch (error) {
      this.onError(error);
      return [];
    }
  }

  /** Never waits, never throws. */
  add(name: string, vector: Float32Array, shelved: Shelved): void {
    const { key, facts, expiresAtMs } = shelved;
    const bytes = Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
    const bounds = { most: MOST_PER_PARTITION, ttlMs: expiresAtMs - Date.now() };
    this.store.append(name, { k: key, f: facts, e: String(expiresAtMs), v: bytes }, bounds);
    try {
      const partition = this.partitionOf(name, vector.length);
      if (partition !== null && put(partition, vector, shelved)) this.weigh(name, partition);
    } catch (error) {
      this.onError(error);
    }
  }

  /** What has grown is weighed anew: set again as it is, it would keep the weight it had. */
  private weigh(name: string, partition: Partition): void {
    this.partitions.delete(name);
    this.partitions.set(name, partition);
  }

  /** Null where the index isn't to be had on this machine. */
  private partitionOf(name: string, dimensions: number): Partition | null {
    const known = this.partitions.get(name);
    if (known !== undefined) return known.dimensions === dimensions ? known : null;
    const engine = (this.engine ??= this.loadEngine());
    if (engine === 'absent') return null;
    const made = {
      index: new engine.Index(dimensions, engine.MetricKind.Cos, engine.ScalarKind.F32),
      ...{ dimensions, shelved: new Map(), idByKey: new Map(), nextId: 0n, lastEntry: '' },
    };
    this.partitions.set(name, made);
    return made;
  }

  private loadEngine(): typeof Engine | 'absent' {
    try {
      // Its ES module looks for the binary by the names in a stack, which source maps change.
      return createRequire(import.meta.url)('usearch') as typeof Engine;
    } catch (error) {
      this.onError(error);
      return 'absent';
    }
  }

  private learn(name: string, partition: Partition, entries: readonly StreamEntry[]): void {
    if (entries.length === 0) return;
    for (const [id, fields] of entries) {
      partition.lastEntry = id;
      const vector = vectorOf(fields.get('v'));
      const shelved = {
        key: fields.get('k')?.toString() ?? '',
        facts: fields.get('f')?.toString() ?? '',
        expiresAtMs: Number(fields.get('e')?.toString()),
      };
      if (vector?.length === partition.dimensions && shelved.expiresAtMs > Date.now()) put(partition, vector, shelved);
    }
    this.weigh(name, partition);
  }
}

function neighboursIn(partition: Partition, { vector, facts, threshold }: Sought): Neighbour[] {
  const now = Date.now();
  const { keys, distances } = partition.index.search(vector, NEIGHBOURS, 1);
  const found: Neighbour[] = [];
  for (const [rank, id] of keys.entries()) {
    const shelved = partition.shelved.get(id);
    const similarity = 1 - (distances[rank] ?? Number.NaN);
    if (shelved === undefined) continue;
    if (shelved.expiresAtMs <= now) drop(partition, id);
    else if (shelved.facts === facts && similarity >= threshold) found.push({ key: shelved.key, similarity });
  }
  return found;
}

/** Whether it was new; a known one lives on. */
function put(partition: Partition, vector: Float32Array, entry: Shelved): boolean {
  const { index, shelved, idByKey } = partition;
  const known = idByKey.get(entry.key);
  if (known !== undefined) {
    shelved.set(known, entry);
    return false;
  }
  const [oldest] = shelved.keys();
  if (oldest !== undefined && shelved.size >= MOST_PER_PARTITION) drop(partition, oldest);
  const id = partition.nextId;
  partition.nextId += 1n;
  index.add(id, vector, 1);
  shelved.set(id, entry);
  idByKey.set(entry.key, id);
  return true;
}

function drop({ index, shelved, idByKey }: Partition, id: bigint): void {
  index.remove(id);
  const entry = shelved.get(id);
  shelved.delete(id);
  if (entry !== undefined) idByKey.delete(entry.key);
}

function vectorOf(bytes: Buffer | undefined): Float32Array | null {
  if (bytes === undefined || bytes.length === 0 || bytes.length % FLOAT_BYTES !== 0) return null;
  // Copied: a reply's bytes needn't begin at a multiple of four.
  return new Float32Array(Uint8Array.from(bytes).buffer);
}
