/**
 * Key layout. All keys of a tenant carry the hash tag of its shard, so admission is one script in one slot, and so is
 * the settlement of all calls of a shard.
 *
 *   {s}:meta   hash    gen: generation id, or `r:<id>` while the shard is being rebuilt; absent = data was lost
 *   {s}:acks   set     incarnations that registered again for the generation under rebuild
 *   {s}:t:<t>  hash    one tenant: epoch, ver, posted, held (≤ 0), pend (≤ 0), free = posted + held + pend,
 *                      c:<scope> calls in flight; against a quota count Q:<scope>:<period start ms>, the calls of the
 *                      period that PostgreSQL has recorded, and q:<scope>:<period start ms>, those held or pending
 *   {s}:b:<t>:<scope> str  token bucket of a tenant: theoretical arrival time, µs (GCRA)
 *   {s}:h      hash    open holds: `<tenant>/<request>` -> `<owner>|<hold>|<scopes>|<quotas>|<context>`
 *   {s}:p      hash    pending events: `<tenant>/<event>` -> `<charge>|<-overrun>|<quotas>|<event json>`
 *   {s}:e      list    `<tenant>/<event>` in the order of settlement: the lane the worker drains
 *   {procs}:beats hash incarnation -> Redis time of its last heartbeat, ms
 *   {procs}:state:<i>  what a heartbeat reported: delivered units of open calls
 *   {procs}:dead  set  incarnations declared dead; a heartbeat of one is refused
 *   {procs}:rebuild hash shard -> generation under rebuild
 *   confirm:<i> list   event ids committed, for the incarnation that settled them
 *   records    list    batches of call records (telemetry)
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
  confirmations(incarnation: string): string {
    return `${this.prefix}:confirm:${incarnation}`;
  }
  records(): string {
    return `${this.prefix}:records`;
  }
}
