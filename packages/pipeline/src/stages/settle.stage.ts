/**
 * settle: Admission + reading → UsageEvent, exactly once by request id. The hold becomes a pending exact charge; the
 * answer's end waits for it, 50 ms at most, whereafter the event is in the spool.
 * May touch the settlement lane. Refuses nothing: what was delivered is billed.
 */
import type { UsageEvent } from '@turnpike/contracts/usage-event';
import { parseScaled, scaledToBaseUnitsUp } from '@turnpike/domain/scaled-amount';
import { tokensOf } from '@turnpike/domain/usage';
import { quotaUses } from '@turnpike/limits/hold-record';
import { isBalanceEnforced } from '../caller.js';
import type { CatalogueTarget } from '../catalogue.js';
import type { PipelineServices } from '../services.js';
import type { Admitted, Bill, UsageReading } from '../tickets.js';

/** What happened upstream, as the event says it. */
export interface Served {
  readonly target: CatalogueTarget | null;
  readonly attempts: number;
}

export interface Settled {
  readonly reading: UsageReading;
  readonly bill: Bill;
}

export async function settle(
  services: Pick<PipelineServices, 'settlements' | 'options'>,
  ticket: Admitted,
  outcome: Settled & Served,
): Promise<void> {
  const event = usageEvent(ticket, outcome, services.options.processId);
  await services.settlements.submit({
    event,
    charge: scaledToBaseUnitsUp(parseScaled(event.charge), event.currency),
    enforceBalance: isBalanceEnforced(ticket.caller),
  });
  ticket.arrival.timer.mark('settle');
}

function usageEvent(ticket: Admitted, outcome: Settled & Served, owner: string): UsageEvent {
  const { arrival, caller, entitlement, request, openCall } = ticket;
  const { reading, bill, target, attempts } = outcome;
  return {
    id: arrival.requestId,
    requestId: arrival.requestId,
    kind: 'usage',
    owner,
    tenantId: caller.tenantId,
    applicationId: caller.applicationId,
    apiKeyId: caller.keyId,
    subscriptionId: entitlement.subscription.id,
    productId: entitlement.product.id,
    planVersionId: entitlement.planVersion.id,
    environment: caller.environment,
    operation: arrival.operation.key,
    model: request.model,
    servedModel: target?.upstreamModel ?? null,
    providerId: target?.providerId ?? null,
    targetId: target?.id ?? null,
    endUser: request.endUser,
    stream: request.stream,
    status: reading.status,
    endReason: reading.endReason,
    usageSource: reading.source,
    ...reading.usage,
    currency: entitlement.planVersion.currency,
    charge: bill.charge,
    parts: [...bill.parts],
    cost: bill.cost,
    costCurrency: bill.costCurrency,
    attempts,
    counted: reading.source !== 'none',
    quotas: quotaUses(openCall.counters, { tokens: tokensOf(reading.usage), charge: bill.charge }),
    startedAtMs: arrival.startedAtMs,
    endedAtMs: Date.now(),
  };
}
