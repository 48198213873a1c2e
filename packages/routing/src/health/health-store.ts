/**
 * Where processes leave what they know of places, in Redis; the layout is in @turnpike/limits/keys. One script renews
 * a process's beat and the leader's lease, takes its state, and gives everybody's when something changed since.
 */
import {
  type HealthMessage,
  HealthMessageSchema,
  type PlaceCheck,
  PlaceCheckSchema,
  type ProcessHealthState,
  ProcessHealthStateSchema,
} from '@turnpike/contracts/place-health';
import { type HealthEventView, HealthEventViewSchema } from '@turnpike/contracts/management/routing-health';
import { Script } from '@turnpike/limits/script';
import type { Redis } from 'ioredis';
import type { z } from 'zod';

/** Names in Redis. */
export interface HealthKeys {
  health(part: 'beats' | 'states' | 'checks' | 'version' | 'lead' | 'events'): string;
  healthChannel(): string;
}

/** What all processes say, by process, and what active checks say, by place. */
export interface SharedHealth {
  readonly states: ReadonlyMap<string, ProcessHealthState>;
  readonly checks: ReadonlyMap<string, PlaceCheck>;
}

export interface Synced {
  /** Redis' Unix ms. */
  readonly nowMs: number;
  /** Whether nothing was known of this process, as after Redis lost its data. */
  readonly isNew: boolean;
  readonly leads: boolean;
  /** Null when nobody changed anything since the last time. */
  readonly shared: SharedHealth | null;
}

/** A leader that says nothing for this long is none. */
export const LEASE_MS = 2_500;
/** A process that says nothing for this long has no opinion. */
const FORGOTTEN_AFTER_MS = 5_000;
const EVENTS_KEPT = 500;

const SYNC = new Script(`
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local id, state, changed, known = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local isNew = redis.call('ZADD', KEYS[1], now, id)
if state ~= '' then redis.call('HSET', KEYS[2], id, state) end
if changed == '1' then redis.call('INCR', KEYS[3]) end
local gone = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[6])
if #gone > 0 then
  redis.call('ZREM', KEYS[1], unpack(gone))
  redis.call('HDEL', KEYS[2], unpack(gone))
end
local leads = 1
local leader = redis.call('GET', KEYS[4])
if leader == id then redis.call('PEXPIRE', KEYS[4], ARGV[5])
elseif leader then leads = 0
else redis.call('SET', KEYS[4], id, 'PX', ARGV[5]) end
local version = redis.call('GET', KEYS[3]) or '0'
if isNew == 0 and version == known then return { now, isNew, leads, version } end
return { now, isNew, leads, version, redis.call('HGETALL', KEYS[2]), redis.call('HGETALL', KEYS[5]) }
`);

const LEAVE = new Script(`
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('HDEL', KEYS[2], ARGV[1])
redis.call('INCR', KEYS[3])
if redis.call('GET', KEYS[4]) == ARGV[1] then redis.call('DEL', KEYS[4]) end
return 1
`);

export class HealthStore {
  private readonly redis: Redis;
  private readonly keys: HealthKeys;
  readonly processId: string;
  private version = '';

  constructor({ redis, keys, processId }: { redis: Redis; keys: HealthKeys; processId: string }) {
    this.redis = redis;
    this.keys = keys;
    this.processId = processId;
  }

  /** `state` null leaves what was said before; `changed` has the others look at it. */
  async sync(state: ProcessHealthState | null, changed: boolean): Promise<Synced> {
    const text = state === null ? '' : JSON.stringify(state);
    const args = [this.processId, text, changed ? 1 : 0, this.version, LEASE_MS, FORGOTTEN_AFTER_MS];
    const reply = (await SYNC.run(this.redis, [...this.allKeys(), this.keys.health('checks')], args)) as [
      number, number, number, string, string[]?, string[]?,
    ]; // prettier-ignore
    const [nowMs, isNew, leads, version, states, checks] = reply;
    this.version = version;
    const shared =
      states === undefined || checks === undefined
        ? null
        : { states: readFields(states, ProcessHealthStateSchema), checks: readFields(checks, PlaceCheckSchema) };
    return { nowMs, isNew: isNew === 1, leads: leads === 1, shared };
  }

  /** Tells the others at once, as far as they listen. */
  async tell(message: Omit<HealthMessage, 'from'>): Promise<void> {
    await this.redis.publish(this.keys.healthChannel(), JSON.stringify({ from: this.processId, ...message }));
  }

  /** Keeps what checks said. `changed` has the others look at it. */
  async keepChecks(checks: ReadonlyMap<string, PlaceCheck>, changed: boolean): Promise<void> {
    if (checks.size === 0) return;
    const fields = [...checks].flatMap(([key, check]) => [key, JSON.stringify(check)]);
    const writes = this.redis.multi().hset(this.keys.health('checks'), ...fields);
    await (changed ? writes.incr(this.keys.health('version')) : writes).exec();
  }

  /** Of places that nobody checks any more. */
  async dropChecks(placeKeys: readonly string[]): Promise<void> {
    if (placeKeys.length === 0) return;
    const version = this.keys.health('version');
    await this.redis
      .multi()
      .hdel(this.keys.health('checks'), ...placeKeys)
      .incr(version)
      .exec();
  }

  /** Puts events, oldest first, before those that are kept. */
  async log(events: readonly HealthEventView[]): Promise<void> {
    if (events.length === 0) return;
    const list = this.keys.health('events');
    const texts = events.map((event) => JSON.stringify(event));
    await this.redis
      .multi()
      .lpush(list, ...texts)
      .ltrim(list, 0, EVENTS_KEPT - 1)
      .exec();
  }

  /** All there is, for who looks at it. Events are newest first. Rejects when Redis is away. */
  async read(): Promise<SharedHealth & { nowMs: number; events: HealthEventView[] }> {
    const { keys, redis } = this;
    const [time, living, states, checks, events] = await Promise.all([
      redis.time(),
      redis.zrangebyscore(keys.health('beats'), '-inf', '+inf', 'WITHSCORES'),
      redis.hgetall(keys.health('states')),
      redis.hgetall(keys.health('checks')),
      redis.lrange(keys.health('events'), 0, -1),
    ]);
    const nowMs = Number(time[0]) * 1000 + Math.floor(Number(time[1]) / 1000);
    for (let at = 0; at + 1 < living.length; at += 2)
      if (Number(living[at + 1]) < nowMs - FORGOTTEN_AFTER_MS) delete states[living[at] ?? ''];
    return {
      nowMs,
      states: readFields(Object.entries(states).flat(), ProcessHealthStateSchema),
      checks: readFields(Object.entries(checks).flat(), PlaceCheckSchema),
      events: events.flatMap((text) => parse(HealthEventViewSchema, text) ?? []),
    };
  }

  /** Takes this process's word back, and the lead. */
  async leave(): Promise<void> {
    await LEAVE.run(this.redis, this.allKeys(), [this.processId]);
  }

  /**
   * Hears the others from now on, on a connection of its own that comes back by itself. Gives what ends that.
   */
  listen(onMessage: (message: HealthMessage) => void, onError: (error: unknown) => void): () => void {
    const subscriber = this.redis.duplicate({
      lazyConnect: false,
      enableOfflineQueue: true,
      enableAutoPipelining: false,
      maxRetriesPerRequest: null,
    });
    subscriber.on('error', onError);
    subscriber.on('ready', () => void subscriber.subscribe(this.keys.healthChannel()).catch(onError));
    subscriber.on('message', (_channel: string, text: string) => {
      const message = parse(HealthMessageSchema, text);
      if (message !== null && message.from !== this.processId) onMessage(message);
    });
    return () => subscriber.disconnect();
  }

  private allKeys(): [string, string, string, string] {
    const { keys } = this;
    return [keys.health('beats'), keys.health('states'), keys.health('version'), keys.health('lead')];
  }
}

function readFields<T>(flat: readonly string[], schema: z.ZodType<T>): Map<string, T> {
  const read = new Map<string, T>();
  for (let at = 0; at + 1 < flat.length; at += 2) {
    const value = parse(schema, flat[at + 1] ?? '');
    if (value !== null) read.set(flat[at] ?? '', value);
  }
  return read;
}

/** Null for what this version doesn't understand. */
function parse<T>(schema: z.ZodType<T>, text: string): T | null {
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
