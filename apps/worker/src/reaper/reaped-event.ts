/**
 * The usage event of a call whose process died: what its last heartbeat said was delivered, rated at the price it was
 * admitted under; nothing delivered, nothing charged.
 */
import type { Delivered } from '@turnpike/contracts/process-state';
import { type UsageEvent, UsageEventSchema } from '@turnpike/contracts/usage-event';
import { derivedId } from '@turnpike/domain/derived-id';
import { pricesUnits, rate, type Rating, usedUnits } from '@turnpike/domain/rating';
import { NO_USAGE, outputTokensOf, pickUsage, tokensOf, type Usage } from '@turnpike/domain/usage';
import { type HoldRecord, quotaUses } from '@turnpike/limits/hold-record';
import type { PriceBook } from './price-book.js';

export type ReapedCall =
  | { kind: 'rated'; event: UsageEvent }
  /** The plan version has no price for what was delivered: nothing is guessed, the hold stays. */
  | { kind: 'unratable' }
  /** The hold's context makes no valid event. */
  | { kind: 'unreadable'; reason: string };

/** Rates one hold of a dead process. `nowMs` is the time the call is taken to have ended. */
export async function reapedEvent(
  book: PriceBook,
  hold: HoldRecord,
  delivery: { delivered: Delivered | undefined; nowMs: number },
): Promise<ReapedCall> {
  const { context } = hold;
  const usage = usageOf(delivery.delivered);
  const rating = await rateDelivered(book, hold, usage);
  if (rating === null) return { kind: 'unratable' };
  const cost = usage === NO_USAGE || context.env === 'test' ? null : await costOf(book, hold, delivery.delivered);
  const parsed = UsageEventSchema.safeParse({
    id: derivedId(hold.requestId, 'reaped'),
    requestId: hold.requestId,
    kind: 'reaped',
    owner: hold.owner,
    tenantId: hold.tenantId,
    applicationId: context.app,
    apiKeyId: context.key,
    subscriptionId: idOrNull(context.sub),
    productId: idOrNull(context.prd),
    planVersionId: idOrNull(context.plv),
    environment: context.env,
    operation: context.op,
    model: context.mdl,
    servedModel: delivery.delivered?.servedModel ?? null,
    providerId: delivery.delivered?.providerId ?? null,
    targetId: delivery.delivered?.targetId ?? null,
    endUser: context.usr,
    stream: context.str,
    status: 500,
    endReason: 'interrupted',
    usageSource: usage === NO_USAGE ? 'none' : 'estimated',
    ...usage,
    currency: context.cur,
    charge: rating.charge,
    parts: rating.parts,
    cost: cost?.amount ?? '0',
    costCurrency: cost?.currency ?? null,
    attempts: delivery.delivered?.attempts ?? 0,
    counted: usage !== NO_USAGE,
    quotas: quotaUses(hold.counters, { tokens: tokensOf(usage), charge: rating.charge }),
    startedAtMs: context.at,
    endedAtMs: Math.max(delivery.nowMs, context.at),
  } satisfies Record<keyof UsageEvent, unknown>);
  if (parsed.success) return { kind: 'rated', event: parsed.data };
  const [issue] = parsed.error.issues;
  return { kind: 'unreadable', reason: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}` };
}

function usageOf(delivered: Delivered | undefined): Usage {
  if (delivered === undefined) return NO_USAGE;
  const usage = pickUsage(delivered);
  // What was begun and gave nothing yet delivered nothing, whatever its prompt cost upstream.
  const given = outputTokensOf(usage) + usage.images + usage.characters + usage.searches;
  return given === 0 && usage.seconds === '0' ? NO_USAGE : usage;
}

async function rateDelivered(book: PriceBook, hold: HoldRecord, usage: Usage): Promise<Rating | null> {
  if (usage === NO_USAGE || hold.context.env === 'test') return rate({}, NO_USAGE);
  const prices = await book.prices(hold.context.plv, hold.context.mdl);
  if (prices === null || !pricesUnits(prices, usedUnits(usage))) return null;
  return rate(prices, usage);
}

async function costOf(
  book: PriceBook,
  hold: HoldRecord,
  delivered: Delivered | undefined,
): Promise<{ amount: string; currency: string } | null> {
  const { mdl, at } = hold.context;
  const costs = await book.costs(mdl, delivered?.targetId ?? null, at);
  return costs === null ? null : { amount: rate(costs.amounts, usageOf(delivered)).charge, currency: costs.currency };
}

/** Holds write a missing id as an empty text. */
function idOrNull(text: string): string | null {
  return text === '' ? null : text;
}
