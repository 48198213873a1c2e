/**
 * Instances that registered themselves, in Redis: a hash for each provider, `address -> <weight>|<expiry, Redis' ms>`.
 * Time is Redis' own, so that no gateway's clock matters. One that left stays as expired for a minute: that tells it
 * from one that Redis forgot, which gateways keep until they would have missed it.
 */
import { Script } from '@turnpike/limits/script';
import type { Redis } from 'ioredis';
import type { DiscoveredInstance } from './discovery-source.js';

/** Names in Redis. */
export interface InstanceKeys {
  instances(providerId: string): string;
  instanceChannel(): string;
}

/** What is registered for a provider, expired ones included, at a moment of Redis' clock. */
export interface RegisteredNow {
  readonly nowMs: number;
  readonly instances: ReadonlyMap<string, DiscoveredInstance & { readonly expiresAtMs: number }>;
}

/** Instances of one provider that may be registered at once. */
export const MOST_REGISTERED = 2_000;

/** How long one that expired or left stays to be seen. */
const KEPT_AFTER_MS = 60_000;

/** Only what changes something is announced: a heartbeat is seen by whoever looks next. */
const REGISTER = new Script(`
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local address, weight, ttl, most, kept = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local was = redis.call('HGET', KEYS[1], address)
local wasWeight, wasExpiry = string.match(was or '', '^(%d+)|(%d+)$')
local isNew = not wasExpiry or tonumber(wasExpiry) <= now
if isNew then
  local living = 0
  local all = redis.call('HGETALL', KEYS[1])
  for at = 1, #all, 2 do
    local expiry = tonumber(string.match(all[at + 1], '|(%d+)$') or '0')
    if expiry > now then living = living + 1
    elseif expiry + kept < now then redis.call('HDEL', KEYS[1], all[at]) end
  end
  if living >= most then return 0 end
end
local expiry = now + ttl
redis.call('HSET', KEYS[1], address, weight .. '|' .. string.format('%.0f', expiry))
redis.call('PEXPIRE', KEYS[1], math.max(redis.call('PTTL', KEYS[1]), ttl + kept))
if isNew or wasWeight ~= weight then redis.call('PUBLISH', ARGV[6], ARGV[7]) end
return expiry
`);

const WITHDRAW = new Script(`
local was = redis.call('HGET', KEYS[1], ARGV[1])
if not was then return 0 end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local weight, expiry = string.match(was, '^(%d+)|(%d+)$')
if tonumber(expiry) <= now then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], weight .. '|' .. string.format('%.0f', now))
redis.call('PUBLISH', ARGV[2], ARGV[3])
return 1
`);

export class RegisteredInstances {
  private readonly redis: Redis;
  private readonly keys: InstanceKeys;
  private readonly onError: (error: unknown) => void;
  private readonly listeners = new Map<string, () => void>();
  private subscriber: Redis | null = null;

  constructor(options: { redis: Redis; keys: InstanceKeys; onError: (error: unknown) => void }) {
    this.redis = options.redis;
    this.keys = options.keys;
    this.onError = options.onError;
  }

  /** Takes an instance in for `ttlMs` from now, or keeps it in; gives its expiry. Null when there are too many. */
  async register(
    providerId: string,
    instance: { address: string; weight: number },
    ttlMs: number,
  ): Promise<number | null> {
    const limits = [ttlMs, MOST_REGISTERED, KEPT_AFTER_MS];
    const args = [instance.address, instance.weight, ...limits, this.keys.instanceChannel(), providerId];
    const expiry = Number(await REGISTER.run(this.redis, [this.keys.instances(providerId)], args));
    return expiry === 0 ? null : expiry;
  }

  /** Takes it out at once. One that isn't there may be taken out, too. */
  async withdraw(providerId: string, address: string): Promise<void> {
    const args = [address, this.keys.instanceChannel(), providerId];
    await WITHDRAW.run(this.redis, [this.keys.instances(providerId)], args);
  }

  async read(providerId: string): Promise<RegisteredNow> {
    const [time, fields] = await Promise.all([this.redis.time(), this.redis.hgetall(this.keys.instances(providerId))]);
    const instances = Object.entries(fields).map(([address, text]) => {
      const [weight, expiresAtMs] = text.split('|').map(Number);
      return [address, { address, weight: weight ?? 1, expiresAtMs: expiresAtMs ?? 0 }] as const;
    });
    return { nowMs: Number(time[0]) * 1000 + Math.floor(Number(time[1]) / 1000), instances: new Map(instances) };
  }

  /** Calls back when something of that provider's changed, as far as messages arrive; until {@link forget}. */
  listen(providerId: string, onChange: () => void): void {
    this.listeners.set(providerId, onChange);
    this.subscriber ??= this.subscribe();
  }

  /** `onChange` as it was given to {@link listen}. */
  forget(providerId: string, onChange: () => void): void {
    if (this.listeners.get(providerId) === onChange) this.listeners.delete(providerId);
  }

  close(): void {
    this.subscriber?.disconnect();
  }

  /** A connection of its own, made only where a provider's instances register: one that listens can't be asked. */
  private subscribe(): Redis {
    const subscriber = this.redis.duplicate({
      lazyConnect: false,
      enableOfflineQueue: true,
      enableAutoPipelining: false,
      maxRetriesPerRequest: null,
    });
    subscriber.on('error', this.onError);
    subscriber.on('message', (_channel: string, providerId: string) => this.listeners.get(providerId)?.());
    subscriber.subscribe(this.keys.instanceChannel()).catch(this.onError);
    return subscriber;
  }
}
