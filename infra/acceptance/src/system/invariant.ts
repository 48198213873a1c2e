/**
 * What must be true of every call, whatever died meanwhile: one whose answer arrived whole has one event with its exact
 * charge; every other call that was admitted has one event or a released hold, and never two net charges.
 */
import { parseId } from '@turnpike/domain/ids';
import { expect } from 'vitest';
import type { CallOutcome } from '../load/call.js';
import { formatExact, parseExact } from '../money/exact-amount.js';
import { chargeFor, type Prices } from '../money/expected-charge.js';
import { type EventRow, readEvents } from './books.js';
import { type Delivery, readDeliveries } from './sandbox-account.js';
import type { Customer } from './shop.js';
import type { System } from './system.js';

export interface InvariantReport {
  complete: number;
  /** Other calls that the sandbox saw. */
  incomplete: number;
  /** Calls the reaper settled. */
  reaped: number;
  /** Of those, the ones a true event superseded. */
  reversed: number;
  /** Admitted calls without an event: their hold was released. */
  released: number;
}

export interface Waves {
  customer: Customer;
  outcomes: readonly CallOutcome[];
  prices: Prices;
}

/** Checks all calls of one customer. The system must be settled. */
export async function expectInvariantOne(
  system: System,
  { customer, outcomes, prices }: Waves,
): Promise<InvariantReport> {
  const events = await readEvents(system, customer);
  const byCall = Map.groupBy(events, (event) => event.requestId);
  const deliveries = await readDeliveries(system.sandboxUrl);
  const complete = new Set<string>();
  const wrong: string[] = [];
  for (const { end, requestId, plan } of outcomes) {
    if (end !== 'complete' || requestId === null) continue;
    const uuid = parseId('request', requestId) ?? '';
    complete.add(uuid);
    const problem = wrongWhenComplete(byCall.get(uuid) ?? [], prices, deliveries.get(requestId));
    if (problem !== null) wrong.push(`${plan.kind} ${requestId}, answered whole: ${problem}`);
  }
  const report = { complete: complete.size, incomplete: 0, reaped: 0, reversed: 0, released: 0 };
  for (const delivery of deliveries.values()) {
    const uuid = parseId('request', delivery.id) ?? '';
    const rows = byCall.get(uuid) ?? [];
    if (rows.length === 0 || complete.has(uuid)) continue;
    report.incomplete += 1;
    const problem = wrongWhenIncomplete(rows, prices, delivery);
    if (problem !== null) wrong.push(`${delivery.id}, ${delivery.ended} at the sandbox: ${problem}`);
  }
  report.reaped = events.filter((event) => event.kind === 'reaped').length;
  report.reversed = events.filter((event) => event.kind === 'reversal').length;
  report.released = await countWithoutEvent(system, deliveries);
  expect(wrong).toEqual([]);
  return report;
}

/** Calls the sandbox saw that nobody has an event of. */
async function countWithoutEvent({ pool }: System, deliveries: ReadonlyMap<string, Delivery>): Promise<number> {
  const ids = [...deliveries.keys()].map((id) => parseId('request', id));
  const { rows } = await pool.query<{ known: number }>(
    'SELECT count(DISTINCT request_id)::int AS known FROM usage_events WHERE request_id = ANY($1::uuid[])',
    [ids],
  );
  return ids.length - (rows[0]?.known ?? 0);
}

function wrongWhenComplete(rows: readonly EventRow[], prices: Prices, delivery: Delivery | undefined): string | null {
  if (delivery === undefined) return 'the sandbox knows nothing of it';
  const truth = rows.find((row) => row.kind === 'usage');
  if (truth === undefined) return `it has no event but ${JSON.stringify(rows)}`;
  const right = chargeFor(prices, delivery).charge;
  const net = netCharge(rows);
  if (net !== right) return `${net} was charged, ${right} is right`;
  if (truth.endReason !== 'complete' || truth.status !== 200)
    return `its event says ${truth.endReason}, ${truth.status}`;
  return wrongInNumber(rows);
}

function wrongWhenIncomplete(rows: readonly EventRow[], prices: Prices, delivery: Delivery): string | null {
  const most = delivery.ended === 'error' ? '0' : chargeFor(prices, delivery).charge;
  const net = netCharge(rows);
  if (parseExact(net) > parseExact(most)) return `${net} was charged, more than ${most} for all the sandbox delivered`;
  if (parseExact(net) < 0n) return `${net} was charged`;
  return wrongInNumber(rows);
}

/** At most one event of each kind; a reaped one beside a true one is taken back. */
function wrongInNumber(rows: readonly EventRow[]): string | null {
  const of = (kind: EventRow['kind']) => rows.filter((row) => row.kind === kind);
  const [usage, reaped, reversal] = [of('usage'), of('reaped'), of('reversal')];
  const isOnce = usage.length <= 1 && reaped.length <= 1 && reversal.length === Math.min(usage.length, reaped.length);
  if (!isOnce) return `it has events ${rows.map((row) => row.kind).join(', ')}`;
  const taken =
    parseExact(reversal[0]?.charge ?? '0') + (reversal.length === 0 ? 0n : parseExact(reaped[0]?.charge ?? '0'));
  return taken === 0n ? null : 'its reversal is not what was reaped';
}

function netCharge(rows: readonly EventRow[]): string {
  return formatExact(rows.reduce((sum, row) => sum + parseExact(row.charge), 0n));
}
