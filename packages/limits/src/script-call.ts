/**
 * How scripts travel to Redis: encoded once as a whole, and all that are asked for in one turn of the event loop in one
 * write, under one timer. ioredis keeps the connection, the order of replies and the reconnecting; what it does for a
 * command of its own (copies of the arguments, two promises, a timer, conversions) costs more than the script's round
 * trip, and is left out here.
 */
import { Command, type Redis, type RedisOptions } from 'ioredis';

/** What a script is known by, and what it is for a Redis that doesn't know it yet. */
export interface ScriptText {
  readonly sha: string;
  readonly source: string;
}

type Words = readonly (string | number)[];

/**
 * Asks Redis for a script by its hash, and once more with its source where that isn't known. `read` makes of the reply
 * what the caller is given. Rejects as ioredis does: away, silent for longer than `commandTimeout`, an error. With
 * `patienceMs` it rejects after so long a silence of the whole connection: a busy Redis answers somebody meanwhile.
 */
export function callScript<T>(
  redis: Redis,
  script: ScriptText,
  call: { keys: readonly string[]; args: Words; read: (reply: unknown) => T; patienceMs?: number },
): Promise<T> {
  let outbox = outboxes.get(redis);
  if (outbox === undefined) outboxes.set(redis, (outbox = new Outbox(redis)));
  const { keys, args, read, patienceMs = Infinity } = call;
  const text = encodeScriptCall(script.sha, keys, args);
  return new Promise<T>((resolve, reject) => {
    outbox.add({
      text,
      patienceMs,
      slot: redis.isCluster ? slotOf(keys[0] ?? '') : null,
      fulfil(reply) {
        try {
          resolve(read(reply));
        } catch (error) {
          reject(error);
        }
      },
      fail(error) {
        if (!error.message.startsWith('NOSCRIPT')) return reject(error);
        redis.eval(script.source, keys.length, ...keys, ...args).then(this.fulfil, reject);
      },
    });
  });
}

/** EVALSHA in RESP. */
export function encodeScriptCall(sha: string, keys: readonly string[], args: Words): string {
  const text = encode(sha, { keys, args, lengthOf: lengthOfAscii });
  // One look at the whole instead of one at each argument: hardly a call has anything but ASCII.
  return Buffer.byteLength(text) === text.length ? text : encode(sha, { keys, args, lengthOf: Buffer.byteLength });
}

/** Pieces that are joined at once: adding text to text costs four times the memory. */
function encode(
  sha: string,
  call: { keys: readonly string[]; args: Words; lengthOf: (text: string) => number },
): string {
  const { keys, args, lengthOf } = call;
  const keyCount = String(keys.length);
  const pieces = [`*${3 + keys.length + args.length}\r\n$7\r\nEVALSHA`, prefixOf(sha.length), sha];
  pieces.push(prefixOf(keyCount.length), keyCount);
  for (const key of keys) pieces.push(prefixOf(lengthOf(key)), key);
  for (const arg of args) {
    const value = typeof arg === 'number' ? String(arg) : arg;
    pieces.push(prefixOf(lengthOf(value)), value);
  }
  pieces.push('\r\n');
  return pieces.join('');
}

/** Ends the piece before, and says how long the next is. */
function prefixOf(length: number): string {
  return SHORT_PREFIXES[length] ?? `\r\n$${length}\r\n`;
}

const SHORT_PREFIXES: readonly string[] = Array.from({ length: 256 }, (_, length) => `\r\n$${length}\r\n`);

function lengthOfAscii(text: string): number {
  return text.length;
}

const outboxes = new WeakMap<Redis, Outbox>();

/** A call as it stands in line. */
interface Outgoing {
  readonly text: string;
  readonly patienceMs: number;
  /** Of its keys, in a cluster; null elsewhere. */
  readonly slot: number | null;
  fulfil(reply: unknown): void;
  fail(error: Error): void;
}

/** What one turn of the event loop asks of one connection. */
class Outbox {
  private readonly redis: Redis;
  private readonly silence: Silence = { sinceMs: 0 };
  private batch: Batch | null = null;

  constructor(redis: Redis) {
    this.redis = redis;
  }

  add(outgoing: Outgoing): void {
    let { batch } = this;
    if (batch === null) {
      this.batch = batch = new Batch(this.silence);
      setImmediate(() => this.flush());
    }
    batch.add(outgoing);
  }

  private flush(): void {
    const { batch, redis } = this;
    this.batch = null;
    if (batch === null) return;
    // There is none before the first connection, nor for a cluster as a whole; ioredis then refuses the calls, or keeps
    // them until there is, or finds the node.
    const stream = redis.stream as Redis['stream'] | undefined;
    stream?.cork();
    for (const call of batch.calls) void redis.sendCommand(call as unknown as Command);
    stream?.uncork();
    batch.watch(timeoutOf(redis));
  }
}

/** Of one command, in ms. A cluster says it of its nodes. */
function timeoutOf({ options, isCluster }: Redis): number | undefined {
  return isCluster ? (options as { redisOptions?: RedisOptions }).redisOptions?.commandTimeout : options.commandTimeout;
}

const SLOTS = new Map<string, number>();
const MOST_SLOTS = 10_000;

/** Slot of a key in a cluster, by what stands in braces. */
function slotOf(key: string): number {
  const tag = /\{([^}]+)\}/.exec(key)?.[1] ?? key;
  let slot = SLOTS.get(tag);
  if (slot === undefined) {
    if (SLOTS.size >= MOST_SLOTS) SLOTS.clear();
    SLOTS.set(tag, (slot = new Command('get', [tag]).getSlot()));
  }
  return slot;
}

/** When a connection was last heard, by `performance.now()`. */
interface Silence {
  sinceMs: number;
}

/** More than timers are late by themselves. */
const LATE_MS = 10;

/** Calls that leave together and are given up together, the impatient ones first. */
class Batch {
  readonly calls: ScriptCall[] = [];
  private readonly silence: Silence;
  private unsettled = 0;
  private patienceMs = Infinity;
  private timer: NodeJS.Timeout | undefined;

  constructor(silence: Silence) {
    this.silence = silence;
  }

  add(outgoing: Outgoing): void {
    this.unsettled += 1;
    this.patienceMs = Math.min(this.patienceMs, outgoing.patienceMs);
    this.calls.push(new ScriptCall(outgoing, this));
  }

  /** Begins to wait for the replies. */
  watch(timeoutMs = Infinity): void {
    if (this.unsettled === 0) return;
    const sentMs = performance.now();
    if (this.patienceMs < timeoutMs) this.awaitSound(sentMs, this.patienceMs, timeoutMs);
    else this.expireIn(timeoutMs);
  }

  settled(): void {
    this.unsettled -= 1;
    if (this.unsettled === 0) clearTimeout(this.timer);
  }

  heard(): void {
    this.silence.sinceMs = performance.now();
  }

  private awaitSound(sentMs: number, waitMs: number, timeoutMs: number): void {
    const armedMs = performance.now();
    this.timer = setTimeout(() => {
      // Replies that lie in the socket are read before this: a process that was busy itself must not call Redis silent.
      setImmediate(() => {
        if (this.unsettled === 0) return;
        const nowMs = performance.now();
        // A timer that comes late says that the machine has no time for us, and none for Redis either: no sign.
        const isLate = nowMs - armedMs > waitMs + LATE_MS;
        const silentMs = isLate ? 0 : nowMs - Math.max(sentMs, this.silence.sinceMs);
        const leftMs = timeoutMs - (nowMs - sentMs);
        if (leftMs <= 0) return this.rejectAll(Infinity);
        if (silentMs < this.patienceMs)
          return this.awaitSound(sentMs, Math.min(this.patienceMs - silentMs, leftMs), timeoutMs);
        this.rejectAll(this.patienceMs);
        this.expireIn(leftMs);
      });
    }, waitMs);
  }

  private expireIn(ms: number): void {
    if (ms === Infinity || this.unsettled === 0) return;
    this.timer = setTimeout(() => this.rejectAll(Infinity), ms);
  }

  /** Gives up the calls that are no more patient than this. */
  private rejectAll(patienceMs: number): void {
    for (const call of this.calls) if (call.patienceMs <= patienceMs) call.reject(new Error('Command timed out'));
  }
}

/** The part of an ioredis command that ioredis 6 uses of one that it is given. */
class ScriptCall {
  readonly name = 'evalsha';
  /** Shown in errors, and so left empty: what a call holds belongs in no log. */
  readonly args: readonly string[] = [];
  /** Keeps ioredis from wrapping it for diagnostics. */
  readonly isTraced = true;
  readonly promise = undefined;
  private readonly outgoing: Outgoing;
  private readonly batch: Batch;
  private isSettled = false;

  constructor(outgoing: Outgoing, batch: Batch) {
    this.outgoing = outgoing;
    this.batch = batch;
  }

  get patienceMs(): number {
    return this.outgoing.patienceMs;
  }

  /** Asked for in a cluster alone. */
  getSlot(): number | null {
    return this.outgoing.slot;
  }

  toWritable(): string {
    return this.outgoing.text;
  }

  setReplyContext(): void {
    // Replies of RESP 2 and 3 are alike for what scripts here reply.
  }

  setTimeout(): void {
    // The batch has one for all.
  }

  resolve(reply: unknown): void {
    this.batch.heard();
    if (this.settle()) this.outgoing.fulfil(toText(reply));
  }

  reject(error: Error): void {
    if (this.settle()) this.outgoing.fail(error);
  }

  private settle(): boolean {
    if (this.isSettled) return false;
    this.isSettled = true;
    this.batch.settled();
    return true;
  }
}

function toText(reply: unknown): unknown {
  if (reply instanceof Buffer) return reply.toString();
  return Array.isArray(reply) ? reply.map(toText) : reply;
}
