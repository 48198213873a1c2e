import type { LimitsStore } from './limits-store.js';
import { shardOf } from './keys.js';
import { countableCharge } from './redis-integer.js';
import { Script } from './script.js';
import { SETTLE_SCRIPT } from './scripts/settle.script.js';

const SETTLE = new Script(SETTLE_SCRIPT);

/** One call's settlement. */
export interface Settlement {
  tenantId: string;
  requestId: string;
  /** The request id, or an id derived from it for a reaped call. */
  eventId: string;
  /** Base units, rounded up. */
  charge: bigint;
  enforceBalance: boolean;
  /** Whether the call counts against its quotas of requests and tokens; its charge counts in any case. */
  counted: boolean;
  /** Of all kinds, read and written: what the reserves of its limits are replaced by. */
  tokens: number;
  /** Set by the reaper: the hold must still be this incarnation's. */
  requiredOwner: string | null;
  /** UsageEvent as JSON. */
  event: string;
}

export type SettlementOutcome = 'settled' | 'already_pending' | 'not_held';

/** Settles calls of one shard in one script, all or nothing; outcomes in the order given. Throws for calls of several. */
export async function settle({ redis, keys }: LimitsStore, calls: readonly Settlement[]): Promise<SettlementOutcome[]> {
  const [first] = calls;
  if (first === undefined) return [];
  const shard = shardOf(first.tenantId);
  const keyList = [keys.holds(shard), keys.pendings(shard), keys.events(shard)];
  const tenantIndex = new Map<string, number>();
  const args: (string | number)[] = [calls.length];
  for (const call of calls) {
    if (shardOf(call.tenantId) !== shard) throw new Error('call of another shard');
    let index = tenantIndex.get(call.tenantId);
    if (index === undefined) {
      index = keyList.push(keys.tenant(call.tenantId));
      tenantIndex.set(call.tenantId, index);
    }
    const charge = countableCharge(call.charge).toString();
    args.push(index, `${call.tenantId}/${call.requestId}`, `${call.tenantId}/${call.eventId}`, charge, `-${charge}`);
    args.push(call.enforceBalance ? 1 : 0, call.counted ? 1 : 0, call.requiredOwner ?? '', call.event, call.tokens);
  }
  const reply = (await SETTLE.run(redis, keyList, args)) as number[];
  return reply.map((code) => (code === 1 ? 'settled' : code === 0 ? 'already_pending' : 'not_held'));
}
