/**
 * Key layout. All keys of a tenant carry the hash tag of its shard, so admission is one script in one slot, and so is
 * the settlement of all calls of a shard.
 *
 *   {s}:meta   hash    gen: generation id, or `r:<id>` while the shard is being rebuilt; absent = data was lost
 *   {s}:acks   set     incarnations that registered again for the generation under rebuild
 *   {s}:t:<t>  hash    one tenant: epoch, news (there is more in PostgreSQL than was loaded), ver, posted, held (≤ 0), pend (≤ 0), free = posted + held + pend,
 *                      c:<scope> calls in flight; against a quota or budget count Q:<scope>:<period start ms>, what
 *                      PostgreSQL has recorded of the period, and q:<scope>:<period start ms>, what is held or pending:
 *                      requests, tokens (t:…) or base units of money (m:…)
 *   {s}:b:<t>:<scope> str  token or leaky bucket of a tenant: theoretical arrival time, µs (GCRA)
 *   {s}:w:<t>:<scope> hash  window of a tenant, see scripts/limit-kinds.script.ts
 *   {s}:n:<t>:<hash> str  nonce of a signature: the request that took it
 *   {s}:i:<t>:<hash> str  claim of an idempotency key: `<state>|<digest>|<request>|<since ms>`, see scripts/claim.scripts.ts
 *   {s}:h      hash    open holds: `<tenant>/<request>` -> `<owner>|<hold>|<slots>|<quotas>|<context>`; slots and quotas
 *                      as in scripts/counters.script.ts
 *   {s}:p      hash    pending events: `<tenant>/<event>` -> `<charge>|<-overrun>|<quotas>|<event json>`
 *   {s}:e      list    `<tenant>/<event>` in the order of settlement: the lane the worker drains
 *   {procs}:beats hash incarnation -> Redis time of its last heartbeat, ms
 *   {procs}:state:<i>  what a heartbeat reported: delivered units of open calls
 *   {procs}:dead  set  incarnations declared dead; a heartbeat of one is refused
 *   {procs}:rebuild hash shard -> generation under rebuild
 *   capacity:<m> hash  process -> `<claim>|<Redis' ms of its renewal>`: calls of a model it may have under way at once
 *   {instances}:<p> hash  instances of a provider that registered: address -> `<weight>|<expiry, Redis' ms>`
 *   {health}:beats zset  process -> Redis time it last said something of places, ms
 *   {health}:states hash process -> what it knows of places
 *   {health}:checks hash place -> what active checks say of it
 *   {health}:version int raised when states or checks changed so that others must look
 *   {health}:lead str    the process that checks, with a lease
 *   {health}:events list what happened to places, newest first, the last 500
 *   health     channel   what happened to places, as it happens
 *   instances  channel    ids of providers whose registered instances changed
 *   confirm:<i> list   event ids committed, for the incarnation that settled them
 *   records    list    batches of call records (telemetry)
 *   shadow-comparisons list batches of what shadows were beside the answers given (telemetry)
 */

/** Shards tenants are spread over; fixed for the life of a deployment. */
export const SHARD_COUNT = 256;

/** Shard of a tenant: the last byte of its UUIDv7, which is random. */
export function shardOf(tenantId: string): number {
  return Number.parseInt(tenantId.slice(-2), 16);
}

/** Builds key names under one prefix. */
export class KeySpace {
  private readonly prefix: string;

  constructor(prefix: string) {
    this.prefix = prefix;
  }

  private shard(shard: number, rest: string): string {
    return `${this.prefix}:{${shard}}:${rest}`;
  }

  meta(shard: number): string {
    return this.shard(shard, 'meta');
  }
  acks(shard: number): string {
    return this.shard(shard, 'acks');
  }
  tenant(tenantId: string): string {
    return this.shard(shardOf(tenantId), `t:${tenantId}`);
  }
  bucket(tenantId: string, scope: string): string {
    return this.shard(shardOf(tenantId), `b:${tenantId}:${scope}`);
  }
  window(tenantId: string, scope: string): string {
    return this.shard(shardOf(tenantId), `w:${tenantId}:${scope}`);
  }
  nonce(tenantId: string, hash: string): string {
    return this.shard(shardOf(tenantId), `n:${tenantId}:${hash}`);
  }
  /** `hash` is of the key with everything it belongs to but the tenant. */
  claim(tenantId: string, hash: string): string {
    return this.shard(shardOf(tenantId), `i:${tenantId}:${hash}`);
  }
  /** In the cache Redis: what the call under an idempotency key was answered. */
  answer(tenantId: string, hash: string): string {
    return `${this.prefix}:answer:${tenantId}:${hash}`;
  }
  holds(shard: number): string {
    return this.shard(shard, 'h');
  }
  pendings(shard: number): string {
    return this.shard(shard, 'p');
  }
  events(shard: number): string {
    return this.shard(shard, 'e');
  }
  beats(): string {
    return `${this.prefix}:{procs}:beats`;
  }
  processState(incarnation: string): string {
    return `${this.prefix}:{procs}:state:${incarnation}`;
  }
  dead(): string {
    return `${this.prefix}:{procs}:dead`;
  }
  rebuilds(): string {
    return `${this.prefix}:{procs}:rebuild`;
  }
  /** What each process may use of a model's capacity: process -> `<claim>|<Redis' ms of its renewal>`. */
  capacity(modelId: string): string {
    return `${this.prefix}:capacity:${modelId}`;
  }
  instances(providerId: string): string {
    return `${this.prefix}:{instances}:${providerId}`;
  }
  instanceChannel(): string {
    return `${this.prefix}:instances`;
  }
  health(part: 'beats' | 'states' | 'checks' | 'version' | 'lead' | 'events'): string {
    return `${this.prefix}:{health}:${part}`;
  }
  healthChannel(): string {
    return `${this.prefix}:health`;
  }
  confirmations(incarnation: string): string {
    return `${this.prefix}:confirm:${incarnation}`;
  }
  records(): string {
    return `${this.prefix}:records`;
  }
  shadowComparisons(): string {
    return `${this.prefix}:shadow-comparisons`;
  }
}
