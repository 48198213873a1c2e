/**
 * Settles the open holds of a fenced process. The settlement script asks that the hold is still the dead one's, so it may
 * be repeated and raced: a call is settled once, by whoever comes first.
 */
import { type Delivered, ProcessStateSchema } from '@turnpike/contracts/process-state';
import type { UsageEvent } from '@turnpike/contracts/usage-event';
import { parseScaled, scaledToBaseUnitsUp } from '@turnpike/domain/scaled-amount';
import { tokensOf } from '@turnpike/domain/usage';
import { interruptClaim } from '@turnpike/limits/claims';
import type { HoldRecord } from '@turnpike/limits/hold-record';
import { type KeySpace, shardOf } from '@turnpike/limits/keys';
import { readProcessState } from '@turnpike/limits/processes';
import { settle, type Settlement } from '@turnpike/limits/settlement';
import type { Logger } from '@turnpike/telemetry/logger';
import type { Redis } from 'ioredis';
import type { WorkerMetrics } from '../operations/worker-metrics.js';
import type { PriceBook } from './price-book.js';
import { reapedEvent } from './reaped-event.js';

export interface ReapContext {
  redis: Redis;
  keys: KeySpace;
  book: PriceBook;
  metrics: WorkerMetrics;
  logger: Logger;
}

/** Calls of one settlement script. */
const CALLS_AT_ONCE = 100;

export interface ReapResult {
  /** Shards that got events. */
  shards: number[];
  unratable: number;
  unreadable: number;
}

/** Settles holds of one dead owner; `nowMs` is Redis' clock. */
export async function reapHolds(
  context: ReapContext,
  dead: { owner: string; holds: readonly HoldRecord[] },
  nowMs: number,
): Promise<ReapResult> {
  const delivered = await readDelivered(context, dead.owner);
  const prepaid = await context.book.prepaid([...new Set(dead.holds.map((hold) => hold.tenantId))]);
  const result: ReapResult = { shards: [], unratable: 0, unreadable: 0 };
  const byShard = new Map<number, Settlement[]>();
  for (const hold of dead.holds) {
    const call = await reapedEvent(context.book, hold, { delivered: delivered[hold.requestId], nowMs });
    if (call.kind !== 'rated') {
      result[call.kind] += 1;
      const { tenantId, requestId } = hold;
      context.logger.error(
        { tenantId, requestId, owner: dead.owner, ...call },
        'hold of a dead process can not be settled',
      );
      continue;
    }
    const shard = shardOf(hold.tenantId);
    const settlement = settlementOf(call.event, prepaid.has(hold.tenantId));
    byShard.set(shard, [...(byShard.get(shard) ?? []), settlement]);
  }
  for (const [shard, settlements] of byShard) {
    await settleShard(context, settlements);
    result.shards.push(shard);
  }
  await interruptClaims(context, dead.holds);
  return result;
}

function settlementOf(event: UsageEvent, enforceBalance: boolean): Settlement {
  return {
    tenantId: event.tenantId,
    requestId: event.requestId,
    eventId: event.id,
    charge: scaledToBaseUnitsUp(parseScaled(event.charge), event.currency),
    enforceBalance,
    counted: event.counted,
    tokens: tokensOf(event),
    requiredOwner: event.owner,
    event: JSON.stringify(event),
  };
}

async function settleShard(context: ReapContext, settlements: readonly Settlement[]): Promise<void> {
  for (let from = 0; from < settlements.length; from += CALLS_AT_ONCE) {
    const calls = settlements.slice(from, from + CALLS_AT_ONCE);
    const outcomes = await settle(context, calls);
    outcomes.forEach((outcome, index) => {
      const call = calls[index];
      if (outcome !== 'settled' || call === undefined) return;
      context.metrics.reapedCalls.inc({ source: call.counted ? 'estimated' : 'none' });
    });
  }
}

/** Nobody will end these calls: their callers need not find that out by asking. */
async function interruptClaims(context: ReapContext, holds: readonly HoldRecord[]): Promise<void> {
  const claimed = holds.filter(({ context: { idm } }) => idm !== undefined);
  await Promise.all(
    claimed.map(({ tenantId, requestId, context: { idm = '' } }) =>
      interruptClaim(context, { tenantId, requestId, hash: idm }),
    ),
  );
}

/** What the process last said it had delivered; nothing when that can't be read, which favours the caller. */
async function readDelivered(context: ReapContext, owner: string): Promise<Record<string, Delivered>> {
  const text = await readProcessState(context, owner);
  if (text === null) return {};
  const state = ProcessStateSchema.safeParse(parseJson(text));
  if (state.success) return state.data.delivered;
  context.logger.error({ owner }, 'last state of a dead process can not be read; its calls are settled at zero');
  return {};
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
