/**
 * How scripts travel to Redis: encoded once as a whole, and all that are asked for in one turn of the event loop in one
 * write, under one timer. ioredis keeps the connection, the order of replies and the reconnecting; what it does for a
 * command of its own (copies of the arguments, two promises, a timer, conversions) costs more than the script's round
 * trip, and is left out here.
 */
import type { Command, Redis } from 'ioredis';

/** What a script is known by, and what it is for a Redis that doesn't know it yet. */
export interface ScriptText {
  readonly sha: string;
  readonly source: string;
}

type Words = readonly (string | number)[];

/**
 * Asks Redis for a script by its hash, and once more with its source where that isn't known. `read` makes of the reply
 * what the caller is given. Rejects as ioredis does: away, silent for longer than `commandTimeout`, an error.
 */
export function callScript<T>(
  redis: Redis,
  script: ScriptText,
  call: { keys: readonly string[]; args: Words; read: (reply: unknown) => T },
): Promise<T> {
  let outbox = outboxes.get(redis);
  if (outbox === undefined) outboxes.set(redis, (outbox = new Outbox(redis)));
  const { keys, args, read } = call;
  const text = encodeScriptCall(script.sha, keys, args);
  return new Promise<T>((resolve, reject) => {
    outbox.add({
      text,
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
  fulfil(reply: unknown): void;
  fail(error: Error): void;
}

/** What one turn of the event loop asks of one connection. */
class Outbox {
  private readonly redis: Redis;
  private batch: Batch | null = null;

  constructor(redis: Redis) {
    this.redis = redis;
  }

  add(outgoing: Outgoing): void {
    let { batch } = this;
    if (batch === null) {
      this.batch = batch = new Batch();
      setImmediate(() => this.flush());
    }
    batch.add(outgoing);
  }

  private flush(): void {
    const { batch, redis } = this;
    this.batch = null;
    if (batch === null) return;
    // There is none before the first connection; ioredis then refuses the calls, or keeps them until there is.
    const stream = redis.stream as Redis['stream'] | undefined;
    stream?.cork();
    for (const call of batch.calls) void redis.sendCommand(call as unknown as Command);
    stream?.uncork();
    batch.expireIn(redis.options.commandTimeout);
  }
}

/** Calls that leave together and are given up together. */
class Batch {
  readonly calls: ScriptCall[] = [];
  private unsettled = 0;
  private timer: NodeJS.Timeout | undefined;

  add(outgoing: Outgoing): void {
    this.unsettled += 1;
    this.calls.push(new ScriptCall(outgoing, this));
  }

  expireIn(ms: number | undefined): void {
    if (ms === undefined || this.unsettled === 0) return;
    this.timer = setTimeout(() => {
      for (const call of this.calls) call.reject(new Error('Command timed out'));
    }, ms);
  }

  settled(): void {
    this.unsettled -= 1;
    if (this.unsettled === 0) clearTimeout(this.timer);
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
