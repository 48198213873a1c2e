/** The usage event of a call whose answer nobody got: nothing was delivered, so nothing is charged and nothing counts. */
import type { UsageEvent } from '@turnpike/contracts/usage-event';
import { NO_USAGE } from '@turnpike/domain/usage';

const NOTHING = { ...NO_USAGE, usageSource: 'none', charge: '0', parts: [], cost: '0', counted: false } as const;
/** nginx's word for a caller who left before the answer. */
const CLIENT_CLOSED_REQUEST = 499;

/** Of a job that was cancelled in mid-run. */
export function cancelledEvent(event: UsageEvent): UsageEvent {
  return { ...event, ...NOTHING, parts: [], status: CLIENT_CLOSED_REQUEST, endReason: 'client_gone' };
}

/** Of a run whose job another run took over. */
export function interruptedEvent(event: UsageEvent): UsageEvent {
  return { ...event, ...NOTHING, parts: [], status: 500, endReason: 'interrupted' };
}
