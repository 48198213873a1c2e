/** A wave of calls made all at once, over all gateways in turn. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Customer } from '../system/shop.js';
import type { System } from '../system/system.js';
import { type CallOutcome, type CallPlan, makeCall } from './call.js';

export interface Wave {
  /** All outcomes, once every call has ended one way or another. */
  outcomes: Promise<CallOutcome[]>;
  /** Resolves when so many calls have had their whole answer, or none is under way any more. */
  whenComplete(count: number): Promise<void>;
}

const POLL_MS = 5;

export function startWave(system: System, customer: Customer, plans: readonly CallPlan[]): Wave {
  let complete = 0;
  let ended = 0;
  const calls = plans.map(async (plan, index) => {
    const gatewayUrl = system.gatewayUrls[index % system.gatewayUrls.length] as string;
    const outcome = await makeCall(plan, {
      gatewayUrl,
      key: customer.key,
      clientRequestId: `${customer.applicationId}-${index}`,
    });
    ended += 1;
    if (outcome.end === 'complete') complete += 1;
    return outcome;
  });
  return {
    outcomes: Promise.all(calls),
    async whenComplete(count) {
      while (complete < count && ended < plans.length) await sleep(POLL_MS);
    },
  };
}
