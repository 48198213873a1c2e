/**
 * Limits while their store is away, as one process enforces its share of them: the limit by the number of processes that
 * were last known to live, at least one. Whole counts are rounded down, so all shares together are never more than the
 * limit, but for limits smaller than the number of processes. What ran before the store went away isn't known here; of a
 * quota its last known rest is shared. Forgotten when the store is back.
 */
import type { LimitCheck, LimitStanding, PacedCheck, RateCheck, WindowCheck } from './admission-limit.js';
import type { AdmissionReply } from './admission.js';
import { SLIDING_SLOTS } from './scripts/limit-kinds.script.js';

type Decision = Extract<AdmissionReply, { kind: 'admitted' | 'limit' }>;

/** How a limit stands here before the call, and what taking from it would do. */
interface Looked {
  readonly left: number;
  readonly resetMs: number;
  readonly startMs: number;
  /** Ms until the call fits; null when it does. */
  readonly retryMs: number | null;
  readonly waitMs: number;
  take(): void;
}

/** Scopes counted at once; there may be one for each end user of a long outage. */
const MOST_SCOPES = 100_000;

export class LocalLimits {
  /** Theoretical arrival times of buckets, ms; counts of slots by window, of calls in flight, of quotas by period. */
  private readonly arrivals = new Map<string, number>();
  private readonly windows = new Map<string, Map<number, number>>();
  private readonly counts = new Map<string, number>();
  private readonly slots = new Map<string, string[]>();
  /** What was left of quotas when the store was last asked. */
  private readonly rests = new Map<string, number>();

  /** Remembers what is left of quotas that are shared out when the store goes away. */
  note(limits: readonly LimitCheck[], standings: readonly LimitStanding[]): void {
    for (const [index, limit] of limits.entries()) {
      if (limit.kind !== 'quota' || limit.onStoreFailure !== 'local') continue;
      const standing = standings[index];
      if (standing === undefined) continue;
      if (this.rests.size >= MOST_SCOPES) this.rests.clear();
      this.rests.set(`${limit.scope}:${standing.startMs}`, Number(standing.left));
    }
  }

  /** Decides a call by this process's share, and takes from all of its limits or from none. */
  decide(
    call: { requestId: string; limits: readonly LimitCheck[]; peek: boolean },
    given: { processes: number; nowMs: number },
  ): Decision {
    if (this.arrivals.size + this.windows.size + this.counts.size >= MOST_SCOPES) this.forgetCounts();
    const counts = call.limits.filter((limit) => !call.peek || countsPeeks(limit));
    const looks = new Map(call.limits.map((limit) => [limit, this.look(limit, given)]));
    const looked = counts.map((limit) => looks.get(limit) as Looked);
    const refused = longest(looked);
    const first = looked[refused];
    const standings = [...looks].map(([limit, { left, resetMs, startMs }]) => {
      const taken = first === undefined && counts.includes(limit) ? costOf(limit) : 0;
      return { left: Math.max(0, left - taken), resetMs, startMs };
    });
    if (first !== undefined) {
      const { left, resetMs, retryMs } = first;
      const index = call.limits.indexOf(counts[refused] as LimitCheck);
      return { kind: 'limit', index, left, retryAfterMs: Math.max(1, retryMs ?? 1), resetMs, standings };
    }
    const waitMs = Math.max(0, ...looked.map((one) => one.waitMs));
    this.take(call.requestId, counts, looked);
    return { kind: 'admitted', nowMs: given.nowMs, standings, waitMs, balance: null, degraded: true };
  }

  /** Gives back the slots of a call that has ended; one that was not decided here has none. */
  end(requestId: string): void {
    const scopes = this.slots.get(requestId);
    if (scopes === undefined) return;
    this.slots.delete(requestId);
    for (const scope of scopes) this.counts.set(scope, Math.max(0, (this.counts.get(scope) ?? 0) - 1));
  }

  /** The store is back: its counts hold. Slots taken here end with their calls. */
  forgetCounts(): void {
    this.arrivals.clear();
    this.windows.clear();
    this.counts.clear();
    this.slots.clear();
  }

  private take(requestId: string, limits: readonly LimitCheck[], looked: readonly Looked[]): void {
    for (const one of looked) one.take();
    const scopes = limits.flatMap((limit) => (limit.kind === 'concurrency' ? [`c:${limit.scope}`] : []));
    if (scopes.length > 0) this.slots.set(requestId, scopes);
  }

  private look(limit: LimitCheck, given: { processes: number; nowMs: number }): Looked {
    switch (limit.kind) {
      case 'rate':
      case 'paced':
        return this.lookAtBucket(limit, given);
      case 'window':
        return this.lookAtWindow(limit, given);
      case 'concurrency':
        return this.lookAtCount(`c:${limit.scope}`, { share: shareOf(limit.limit, given.processes), cost: 1 });
      case 'quota': {
        const current = given.nowMs < limit.endMs;
        const startMs = current ? limit.startMs : limit.endMs;
        const resetMs = current ? limit.endMs : limit.nextEndMs;
        const rest = this.rests.get(`${limit.scope}:${startMs}`);
        const share = rest === undefined ? shareOf(limit.limit, given.processes) : Math.floor(rest / given.processes);
        const looked = this.lookAtCount(`q:${limit.scope}:${startMs}`, { share, cost: limit.cost });
        return { ...looked, startMs, resetMs, retryMs: looked.retryMs === null ? null : resetMs - given.nowMs };
      }
      case 'budget':
        throw new Error('money is not decided without its store');
    }
  }

  private lookAtBucket(limit: RateCheck | PacedCheck, { processes, nowMs }: { processes: number; nowMs: number }) {
    const interval = (limit.intervalUs * processes) / 1000;
    const bound =
      limit.kind === 'rate'
        ? interval * (shareOf(limit.burst, processes) - 1)
        : Math.min(limit.maxWaitMs, interval * Math.floor(limit.queue / processes));
    const arrival = Math.max(nowMs, this.arrivals.get(limit.scope) ?? 0);
    const ahead = arrival - nowMs;
    return {
      left: Math.max(0, Math.floor((bound - ahead) / interval) + 1),
      resetMs: Math.ceil(arrival),
      startMs: 0,
      retryMs: ahead > bound ? Math.ceil(ahead - bound) : null,
      waitMs: limit.kind === 'paced' ? Math.ceil(ahead) : 0,
      take: () => this.arrivals.set(limit.scope, arrival + interval),
    };
  }

  private lookAtWindow(limit: WindowCheck, { processes, nowMs }: { processes: number; nowMs: number }): Looked {
    const isFixed = limit.shape === 'fixed';
    const slotMs = isFixed ? limit.windowMs : Math.ceil(limit.windowMs / SLIDING_SLOTS);
    const slot = Math.floor(nowMs / slotMs);
    const first = isFixed ? slot : slot - SLIDING_SLOTS;
    const counts = this.windows.get(limit.scope) ?? new Map<number, number>();
    for (const known of counts.keys()) if (known < first) counts.delete(known);
    const share = shareOf(limit.limit, processes);
    const left = share - [...counts.values()].reduce((sum, count) => sum + count, 0);
    const oldest = Math.min(slot, ...counts.keys());
    return {
      left: Math.max(0, left),
      resetMs: (slot + (isFixed ? 1 : SLIDING_SLOTS + 1)) * slotMs,
      startMs: isFixed ? slot * slotMs : 0,
      retryMs: left >= limit.cost ? null : (oldest + (isFixed ? 1 : SLIDING_SLOTS + 1)) * slotMs - nowMs,
      waitMs: 0,
      take: () => {
        counts.set(slot, (counts.get(slot) ?? 0) + limit.cost);
        this.windows.set(limit.scope, counts);
      },
    };
  }

  private lookAtCount(name: string, { share, cost }: { share: number; cost: number }): Looked {
    const used = this.counts.get(name) ?? 0;
    return {
      left: Math.max(0, share - used),
      resetMs: 0,
      startMs: 0,
      retryMs: used + cost > share ? 1000 : null,
      waitMs: 0,
      take: () => this.counts.set(name, used + cost),
    };
  }
}

/** Whether a limit counts a call that only peeks. */
function countsPeeks(limit: LimitCheck): boolean {
  return limit.kind === 'rate' || (limit.kind === 'window' && limit.unit === 'requests');
}

function costOf(limit: LimitCheck): number {
  return limit.kind === 'window' || limit.kind === 'quota' ? limit.cost : 1;
}

function shareOf(limit: number, processes: number): number {
  return Math.max(1, Math.floor(limit / processes));
}

/** The limit that takes longest to clear; -1 when none refuses. */
function longest(looked: readonly Looked[]): number {
  let index = -1;
  for (const [at, { retryMs }] of looked.entries()) {
    if (retryMs !== null && (index === -1 || retryMs > (looked[index]?.retryMs ?? 0))) index = at;
  }
  return index;
}
