/**
 * dispatch: Routed → Dispatched. Asks places in the order of the plan until one answers: a unary answer whole, a stream
 * up to its first content, a session up to its first message. Credentials, retries, hedging, fallback to other places
 * and to other models all happen here, before the caller has seen a byte.
 * May touch the network through egress only. Refuses what the provider blames on the caller as the caller's error, and
 * 502 503 504 when nobody answers.
 */
import type { Attempt } from '@turnpike/contracts/call-record';
import type { ApiError } from '@turnpike/errors/api-error';
import { type AskedPlan, Tries } from '../dispatch/tries.js';
import { isFailed, toApiError } from '../dispatch/try-result.js';
import { freeingAtEnd, type ModelSlot, standInSlot } from '../model-slot.js';
import { questionOf } from '../route-question.js';
import type { PipelineServices } from '../services.js';
import type { Dispatched, Routed } from '../tickets.js';

export interface DispatchFailure {
  /** Null when the caller left and its product says to stop then. */
  readonly error: ApiError | null;
  readonly attempts: readonly Attempt[];
}

export async function dispatch(services: PipelineServices, ticket: Routed): Promise<Dispatched | DispatchFailure> {
  const { plan, arrival } = ticket;
  const tries = new Tries(services, ticket);
  let outcome = await tries.ask({ plan, model: null });
  // What failed first is what the caller is told: it asked for that model.
  const failure = outcome !== null && isFailed(outcome) ? outcome.failure : null;
  let slot: ModelSlot | null = null;
  for (const name of plan.fallbackModels) {
    const mayMend = outcome === null || (isFailed(outcome) && outcome.failure.fallback);
    if (!mayMend || !tries.hasTime) break;
    const standIn = standInOf(services, ticket, name);
    if (standIn === null) continue;
    const answered = await tries.ask(standIn).catch((fault: unknown) => {
      standIn.slot?.free();
      throw fault;
    });
    if (answered === null || answered === 'client_gone' || isFailed(answered)) standIn.slot?.free();
    else slot = standIn.slot;
    outcome = answered ?? outcome;
  }
  arrival.timer.mark('dispatch');
  const { attempts } = tries;
  if (outcome === 'client_gone') return { error: null, attempts };
  if (outcome === null || isFailed(outcome)) return { error: toApiError(failure), attempts };
  const { one, target, answer, model: fallbackModel } = outcome;
  const droppedHints = hintsOf(ticket, outcome.droppedHints);
  const flight = freeingAtEnd(one.flight, slot);
  return { ...ticket, target, fallbackModel, flight, answer, droppedHints, attempts };
}

/** A model that stands in for another, served by its own policy, with a slot where its capacity is bounded. */
interface StandIn extends AskedPlan {
  readonly slot: ModelSlot | null;
}

/** Null where nobody may be asked, or its capacity is short: a call waits for the model it asked for alone. */
function standInOf(services: PipelineServices, ticket: Routed, name: string): StandIn | null {
  const model = services.catalogue.current()?.models.get(name);
  if (model === undefined || model.id === ticket.model.id) return null;
  const plan = services.router.plan(model, questionOf(ticket));
  if (plan === null) return null;
  const slot = standInSlot(services.capacities, ticket.caller, model);
  return slot === 'short' ? null : { plan, model, slot };
}

/** Hints that were left out, of the headers and of the body. */
function hintsOf({ arrival }: Routed, ofBody: readonly string[]): readonly string[] {
  const ofHeaders = arrival.operation.hintsIn?.(arrival.exchange.headers) ?? [];
  return ofHeaders.length === 0 ? ofBody : [...ofHeaders, ...ofBody];
}
