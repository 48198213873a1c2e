/**
 * Admission as the corridor asks for it: the script, and what its answers call for when Redis doesn't know enough. A
 * tenant it doesn't hold is loaded, a shard that lost its data is rebuilt, and before a caller hears that the money is
 * gone, Postgres is asked once whether more has come. While Redis is away nobody waits for it; a moment's silence is
 * enough for calls that this process may decide by itself, the others wait as long as the client does before they are refused.
 */
import { Decimal, toBaseUnitsDown } from '@turnpike/domain/money';
import {
  admit,
  type AdmissionReply,
  type AdmissionRequest,
  extendHold,
  type HoldExtension,
} from '@turnpike/limits/admission';
import { loadTenant } from '@turnpike/limits/balance';
import { type KeySpace, shardOf } from '@turnpike/limits/keys';
import { LocalLimits } from '@turnpike/limits/local-limits';
import { HEARTBEAT_INTERVAL_MS } from '@turnpike/limits/processes';
import { recordedQuota } from '@turnpike/limits/recorded-quota';
import type { Redis } from 'ioredis';
import type { ShardRebuilds } from './presence/shard-rebuilds.js';
import { isSilence, isStoreAway, StoreBreaker } from './store-breaker.js';

/** What Postgres knows of a tenant's money and counts; `posted` and `used` are decimal strings. */
export interface TenantMoney {
  readonly epoch: string;
  readonly currency: string | null;
  readonly posted: string;
  readonly version: string;
  readonly quotas: readonly { scope: string; startMs: number; used: string }[];
}

export interface TenantMoneyStore {
  load(tenantId: string): Promise<TenantMoney | null>;
}

export interface AdmissionsOptions {
  redis: Redis;
  keys: KeySpace;
  tenants: TenantMoneyStore;
  rebuilds: ShardRebuilds;
  /** How long Redis may be silent before calls that can be are decided without it; 50 ms when omitted. */
  patienceMs?: number;
  /** How many processes share the limits, as far as this one knows. */
  processes: () => number;
  /** Told why a call was refused as unavailable. */
  onError: (error: unknown) => void;
}

const PATIENCE_MS = 50;
/** Tries after the first: one each for a rebuild, a load, a refreshed balance, and one for a race between them. */
const EXTRA_TRIES = 4;
/** Postgres is asked about one tenant's balance at most this often, however many of its calls are refused. */
const BALANCE_RECHECK_MS = 200;
/**
 * How long a call waits for the rebuild of its shard before it is told to come back. More than a heartbeat, by which the
 * other processes hear of it: the first call into a shard that was never used must not be refused for that.
 */
const REBUILD_WAIT_MS = HEARTBEAT_INTERVAL_MS + 500;

export class Admissions {
  private readonly options: AdmissionsOptions;
  private readonly loads = new Map<string, Promise<void>>();
  private readonly recheckedAt = new Map<string, number>();
  private readonly breaker: StoreBreaker;
  private readonly alone = new LocalLimits();
  private decidedAlone = 0;

  constructor(options: AdmissionsOptions) {
    this.options = options;
    const { redis, keys } = options;
    this.breaker = new StoreBreaker({
      probe: (shard) => redis.hget(keys.meta(shard), 'gen'),
      isCluster: redis.isCluster,
      onRecovered: () => {
        if (this.breaker.open === 0) this.alone.forgetCounts();
      },
    });
  }

  /** Figures for the metrics: circuits that are open, how often one was opened, calls decided without the store. */
  stats(): { storeCircuitsOpen: number; storeOpenings: number; decidedAlone: number } {
    const { open, openings } = this.breaker;
    return { storeCircuitsOpen: open, storeOpenings: openings, decidedAlone: this.decidedAlone };
  }

  /** A call that was admitted has ended. */
  ended(requestId: string): void {
    this.alone.end(requestId);
  }

  /** Ends the looks for a store that is away. */
  close(): void {
    this.breaker.close();
  }

  /**
   * Decides and holds. While the store is away, limits that allow it are decided by this process's share; `unavailable`
   * when one doesn't, or a store that must be asked can't be reached: refused, for money's sake.
   */
  async admit(request: AdmissionRequest): Promise<AdmissionReply | { kind: 'unavailable' }> {
    const shard = shardOf(request.tenantId);
    const isOurs = mayBeDecidedAlone(request);
    if (this.breaker.isOpen(shard, !isOurs)) return this.decideAlone(request, isOurs);
    const { patienceMs = PATIENCE_MS, redis, keys } = this.options;
    const store = isOurs ? { redis, keys, patienceMs } : { redis, keys };
    let recheckedFunds = false;
    try {
      for (let tries = 0; ; tries += 1) {
        let reply: AdmissionReply;
        try {
          reply = await admit(store, request);
        } catch (error) {
          this.storeFailed(error, shard, isOurs);
          return this.decideAlone(request, isOurs);
        }
        if (tries === EXTRA_TRIES) return reply;
        if (reply.kind === 'cold') await this.load(request.tenantId);
        else if (reply.kind === 'lost') {
          if (!(await this.options.rebuilds.rebuild(shard, REBUILD_WAIT_MS))) return reply;
        } else if (reply.kind === 'funds' && !recheckedFunds && this.mayRecheck(request.tenantId)) {
          recheckedFunds = true;
          await this.load(request.tenantId);
        } else {
          if (reply.kind === 'admitted') this.alone.note(request.limits, reply.standings);
          return reply;
        }
      }
    } catch (error) {
      this.options.onError(error);
      return { kind: 'unavailable' };
    }
  }

  /**
   * Raises a hold to a total in base units; false when the balance can't carry it. A hold that Redis lost is registered
   * again first, and Postgres is asked for more money as in an admission. Rejects when it can't be decided now.
   */
  async extend(call: HoldExtension): Promise<boolean> {
    if (await extendHold(this.options, call)) return true;
    const opened = await this.options.rebuilds.rebuild(shardOf(call.tenantId), REBUILD_WAIT_MS);
    if (!opened) throw new Error('the shard is under rebuild');
    if (this.mayRecheck(call.tenantId)) await this.load(call.tenantId);
    return extendHold(this.options, call);
  }

  /** Throws what says anything else than that the store is away. */
  private storeFailed(error: unknown, shard: number, wasImpatient: boolean): void {
    if (!isStoreAway(error)) throw error;
    this.breaker.trip(shard, !(wasImpatient && isSilence(error)));
    this.options.onError(error);
  }

  /** By this process's share. */
  private decideAlone(request: AdmissionRequest, isOurs: boolean): AdmissionReply | { kind: 'unavailable' } {
    if (!isOurs) return { kind: 'unavailable' };
    this.decidedAlone += 1;
    return this.alone.decide(request, { processes: this.options.processes(), nowMs: Date.now() });
  }

  /** Loads a tenant into Redis, once for all calls that wait for it. */
  private load(tenantId: string): Promise<void> {
    const running = this.loads.get(tenantId);
    if (running !== undefined) return running;
    const load = this.loadNow(tenantId).finally(() => this.loads.delete(tenantId));
    this.loads.set(tenantId, load);
    return load;
  }

  private async loadNow(tenantId: string): Promise<void> {
    const money = await this.options.tenants.load(tenantId);
    if (money === null) throw new Error('tenant is not in the database');
    await loadTenant(this.options, {
      tenantId,
      epoch: money.epoch,
      posted: money.currency === null ? 0n : toBaseUnitsDown(new Decimal(money.posted), money.currency),
      version: money.version,
      // Without a currency nothing was ever charged, to a budget neither.
      quotas: money.quotas.map((quota) => recordedQuota(quota, money.currency ?? 'USD')),
    });
  }

  private mayRecheck(tenantId: string): boolean {
    if (this.loads.has(tenantId)) return true;
    const now = Date.now();
    if (now - (this.recheckedAt.get(tenantId) ?? 0) < BALANCE_RECHECK_MS) return false;
    if (this.recheckedAt.size > 10_000) this.recheckedAt.clear();
    this.recheckedAt.set(tenantId, now);
    return true;
  }
}

/** Where every limit of the call allows it, and no money, key or signature is at stake. */
function mayBeDecidedAlone({ limits, claim = null, nonce = null, ...request }: AdmissionRequest): boolean {
  const isMoneyAtStake = request.enforceBalance && request.hold > 0n;
  if (isMoneyAtStake || claim !== null || nonce !== null || request.look === true) return false;
  return limits.every((limit) => limit.kind !== 'budget' && limit.onStoreFailure === 'local');
}
