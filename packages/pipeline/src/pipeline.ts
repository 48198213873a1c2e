/**
 * The corridor: one request, top to bottom. Every way out answers, settles what was held, and leaves a record.
 *
 *   receive → authenticate → authorize → read → guard → admit → wait → lookup → route → dispatch → relay → meter → settle
 *   → record
 *
 * Before `admit` nothing is held and a refusal is only an answer. After it every path goes through `settle`.
 */
import { NO_USAGE, type EndReason } from '@turnpike/domain/usage';
import type { InferenceOperation } from '@turnpike/endpoints/operation';
import { ApiError } from '@turnpike/errors/api-error';
import type { Exchange } from './exchange.js';
import { enter } from './enter.js';
import { BARE_OUTCOME, CLIENT_CLOSED_REQUEST, refuse } from './refuse.js';
import { limitHeaders } from './reply-headers.js';
import { sendError } from './send-error.js';
import type { PipelineServices } from './services.js';
import { dispatch, type DispatchFailure } from './stages/dispatch.stage.js';
import { lookUp, type WholeAnswer } from './stages/lookup.stage.js';
import { meter } from './stages/meter.stage.js';
import { receive } from './stages/receive.stage.js';
import { failedEnd } from './failed-end.js';
import { answerInstead } from './fallback-answer.js';
import { replay } from './idempotency/replay.js';
import { giveKept } from './give-kept.js';
import { keep } from './keep.js';
import type { ModelSlot } from './model-slot.js';
import { record } from './stages/record.stage.js';
import { relay } from './stages/relay.stage.js';
import { route } from './stages/route.stage.js';
import { settle } from './stages/settle.stage.js';
import { waitForModel, waitTurn } from './stages/wait.stage.js';
import { tellsOf } from './tells.js';
import type { Admitted } from './tickets.js';

/** Serves one call of an operation that a model answers. Never rejects. */
export async function serveInference(services: PipelineServices, exchange: Exchange, operation: InferenceOperation) {
  const arrival = receive(exchange, operation);
  const entered = await enter(services, arrival);
  if ('error' in entered) return refuse(services, arrival, entered);
  if ('firstRequestId' in entered) return replay(services, entered);
  const keyed = entered.claim === null ? null : (services.idempotency?.begin(entered, entered.claim) ?? null);
  const ticket = keyed?.ticket ?? entered;
  try {
    await answer(services, ticket);
  } catch (cause) {
    services.onFault(cause, arrival.publicRequestId);
    await fail(services, ticket, { error: new ApiError('internal_error', { cause }), attempts: [] });
  }
  if (keyed !== null) await keyed.conclude();
}

/** From a hold to its settlement. */
async function answer(services: PipelineServices, entered: Admitted): Promise<void> {
  if (entered.reply.waitMs > 0) {
    const failure = await waitTurn(entered);
    if (failure !== null) return fail(services, entered, failure);
  }
  const { cache } = entered.entitlement.product;
  const looked = cache === null ? null : await lookUp(services, entered, cache);
  if (looked === null) {
    await askAndRelay(services, entered);
  } else if (looked.kind === 'missed') {
    let whole: WholeAnswer | null = null;
    try {
      whole = await askAndRelay(services, looked.ticket);
    } finally {
      looked.conclude(whole);
    }
  } else {
    const error = looked.kind === 'refused' ? looked.error : await giveKept(services, looked.ticket, looked.hit);
    if (error !== null) await fail(services, looked.ticket, { error, attempts: [] });
  }
}

/** Resolves to what the caller was given, where it is a whole answer of a target's. */
async function askAndRelay(services: PipelineServices, entered: Admitted): Promise<WholeAnswer | null> {
  if (entered.model.capacity === null) return askModel(services, entered, null);
  const slot = await waitForModel(services, entered);
  if (slot !== null && 'error' in slot) return giveUp(services, entered, slot);
  return askModel(services, entered, slot).finally(() => slot?.free());
}

async function askModel(
  services: PipelineServices,
  entered: Admitted,
  slot: ModelSlot | null,
): Promise<WholeAnswer | null> {
  const { arrival } = entered;
  const routed = route(services, entered);
  if (routed instanceof ApiError) return giveUp(services, entered, { error: routed, attempts: [] });
  const dispatched = await dispatch(services, routed);
  if (!('answer' in dispatched)) return giveUp(services, entered, dispatched);

  const relayed = await relay(services, dispatched).catch((fault: unknown) => {
    dispatched.flight.end('unknown');
    throw fault;
  });
  slot?.free();
  const { reading, errorCode, clientGone } = relayed;
  const { caller, request, target, attempts, droppedHints, flight, plan } = dispatched;
  flight.end(TARGETS_OWN.has(reading.endReason) ? 'failure' : 'success');
  const bill = meter(dispatched, reading, target);
  await settle(services, dispatched, { reading, bill, target, attempts: attempts.length });
  relayed.finish(bill);
  if (arrival.operation.remembers === true) keep(services, dispatched, relayed);
  const { status, endReason } = reading;
  const facts = { caller, model: request.model, stream: request.stream, attempts, droppedHints, clientGone };
  record(services.recorder, arrival, { ...facts, ...tellsOf(entered), rule: plan.rule, status, errorCode, endReason });
  if (plan.shadow !== null) services.shadows.begin(dispatched, relayed);
  return endReason === 'complete' && errorCode === null ? { ticket: dispatched, reading } : null;
}

/** Ends of an answer that say something against the place it came from. */
const TARGETS_OWN: ReadonlySet<EndReason> = new Set(['upstream_cut', 'upstream_error', 'timeout']);

/** Nobody answered: the product's own answer, where it has one, or the error. */
async function giveUp(services: PipelineServices, ticket: Admitted, failure: DispatchFailure): Promise<null> {
  if (failure.error === null || !(await answerInstead(services, ticket, failure)))
    await fail(services, ticket, failure);
  return null;
}

/** A call that was admitted and delivered nothing: the hold is released by a charge of zero. */
async function fail(services: PipelineServices, ticket: Admitted, failure: DispatchFailure) {
  const { arrival, caller, request } = ticket;
  const { error, attempts } = failure;
  const status = error?.status ?? CLIENT_CLOSED_REQUEST;
  const endReason = failedEnd(error);
  const reading = { usage: NO_USAGE, source: 'none', endReason, status } as const;
  await settle(services, ticket, {
    reading,
    bill: meter(ticket, reading, null),
    target: null,
    attempts: attempts.length,
  });
  if (error !== null)
    sendError(services.options, arrival, { error, limits: limitHeaders(ticket, services.options.headerPrefix) });
  const facts = { ...BARE_OUTCOME, caller, model: request.model, stream: request.stream, attempts, endReason };
  record(services.recorder, arrival, { ...facts, ...tellsOf(ticket), status, errorCode: error?.code ?? null });
}
