/** What comes out of a shard's list: an event that may be ingested, one that must be parked, or one that is gone. */
import { type UsageEvent, UsageEventSchema } from '@turnpike/contracts/usage-event';
import { derivedId } from '@turnpike/domain/derived-id';
import { idTimestampMs, isUuid } from '@turnpike/domain/ids';
import type { PendingEvent } from '@turnpike/limits/balance';

/** An event that parsed, with its place in Redis. */
export interface PendingUsage {
  pending: PendingEvent;
  event: UsageEvent;
}

export type ReadUsage =
  | ({ kind: 'usable' } & PendingUsage)
  | { kind: 'unusable'; pending: PendingEvent; reason: string }
  | { kind: 'gone'; pending: PendingEvent };

/** How far an id's time may be from the database's clock. */
export const MAX_CLOCK_DISTANCE_MS = 24 * 60 * 60 * 1000;

/** Reads one entry of the list; `nowMs` is the database's clock. */
export function readUsage(pending: PendingEvent, nowMs: number): ReadUsage {
  if (pending.json === '') return { kind: 'gone', pending };
  const unusable = (reason: string): ReadUsage => ({ kind: 'unusable', pending, reason });
  const parsed = UsageEventSchema.safeParse(parseJson(pending.json));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return unusable(`not a usage event: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unreadable'}`);
  }
  const event = parsed.data;
  const contradiction = contradictionOf(pending, event);
  if (contradiction !== null) return unusable(contradiction);
  if (Math.abs(idTimestampMs(event.requestId) - nowMs) > MAX_CLOCK_DISTANCE_MS) {
    return unusable('the time in its id is more than 24 h off the database clock');
  }
  return { kind: 'usable', pending, event };
}

/** Supersession rests on these: ids that derive from the request, and a reaped call counted when it delivered. */
function contradictionOf(pending: PendingEvent, event: UsageEvent): string | null {
  if (event.id !== pending.eventId || event.tenantId !== pending.tenantId) return 'listed under another id or tenant';
  const expected = event.kind === 'usage' ? event.requestId : derivedId(event.requestId, 'reaped');
  if (event.id !== expected) return `its id does not belong to a ${event.kind} event of its request`;
  if (event.kind === 'reaped' && event.counted !== (event.usageSource !== 'none')) {
    return 'a reaped call counts exactly when it delivered';
  }
  return null;
}

/** The process that keeps a copy of the event, as far as the event can be read; null when it can't. */
export function ownerOf(json: string): string | null {
  const value = parseJson(json);
  if (typeof value !== 'object' || value === null || !('owner' in value)) return null;
  return typeof value.owner === 'string' && isUuid(value.owner) ? value.owner : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
