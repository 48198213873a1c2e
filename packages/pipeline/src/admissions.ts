/**
 * Admission as the corridor asks for it: the script, and what its answers call for when Redis doesn't know enough. A
 * tenant it doesn't hold is loaded, a shard that lost its data is rebuilt, and before a caller hears that the money is
 * gone, Postgres is asked once whether more has come.
 */
import { Decimal, toBaseUnitsDown } from '@turnpike/domain/money';
import {
  admit,
  type AdmissionReply,
  type AdmissionRequest,
  extendHold,
  type HeldCall,
} from '@turnpike/limits/admission';
import { loadTenant } from '@turnpike/limits/balance';
import { type KeySpace, shardOf } from '@turnpike/limits/keys';
import { HEARTBEAT_INTERVAL_MS } from '@turnpike/limits/processes';
import type { Redis } from 'ioredis';
import type { ShardRebuilds } from './presence/shard-rebuilds.js';

/** What Postgres knows of a tenant's money and counts; `posted` is a decimal string. */
export interface TenantMoney {
  readonly epoch: string;
  readonly currency: string | null;
  readonly posted: string;
  readonly version: string;
  readonly quotas: readonly { scope: string; startMs: number; used: number }[];
}

export interface TenantMoneyStore {
  load(tenantId: string): Promise<TenantMoney | null>;
}

export interface AdmissionsOptions {
  redis: Redis;
  keys: KeySpace;
  tenants: TenantMoneyStore;
  rebuilds: ShardRebuilds;
  /** Told why a call was refused as unavailable. */
  onError: (error: unknown) => void;
}

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

  constructor(options: AdmissionsOptions) {
    this.options = options;
  }

  /** Decides and holds. `unavailable` when a store that must be asked can't be reached: refused, for money's sake. */
  async admit(request: AdmissionRequest): Promise<AdmissionReply | { kind: 'unavailable' }> {
    let recheckedFunds = false;
    try {
      for (let tries = 0; ; tries += 1) {
        const reply = await admit(this.options, request);
        if (tries === EXTRA_TRIES) return reply;
        if (reply.kind === 'cold') await this.load(request.tenantId);
        else if (reply.kind === 'lost') {
          if (!(await this.options.rebuilds.rebuild(shardOf(request.tenantId), REBUILD_WAIT_MS))) return reply;
        } else if (reply.kind === 'funds' && !recheckedFunds && this.mayRecheck(request.tenantId)) {
          recheckedFunds = true;
          await this.load(request.tenantId);
        } else return reply;
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
  async extend(call: HeldCall & { total: bigint }): Promise<boolean> {
    if (await extendHold(this.options, call)) return true;
    const opened = await this.options.rebuilds.rebuild(shardOf(call.tenantId), REBUILD_WAIT_MS);
    if (!opened) throw new Error('the shard is under rebuild');
    if (this.mayRecheck(call.tenantId)) await this.load(call.tenantId);
    return extendHold(this.options, call);
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
      quotas: money.quotas,
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
