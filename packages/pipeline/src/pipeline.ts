/**
 * The corridor: one request, top to bottom. Every way out answers, settles what was held, and leaves a record.
 *
 *   receive → authenticate → authorize → read → guard → admit → route → dispatch → relay → meter → settle → record
 *
 * Before `admit` nothing is held and a refusal is only an answer. After it every path goes through `settle`.
 */
import { NO_USAGE, type EndReason } from '@turnpike/domain/usage';
import type { InferenceOperation } from '@turnpike/endpoints/operation';
import { ApiError } from '@turnpike/errors/api-error';
import type { ErrorCode } from '@turnpike/errors/catalogue';
import type { Exchange } from './exchange.js';
import { BARE_OUTCOME, CLIENT_CLOSED_REQUEST, type Refusal, refuse } from './refuse.js';
import { limitHeaders } from './reply-headers.js';
import { sendError } from './send-error.js';
import type { PipelineServices } from './services.js';
import { admit } from './stages/admit.stage.js';
import { authenticate } from './stages/authenticate.stage.js';
import { authorize } from './stages/authorize.stage.js';
import { dispatch, type DispatchFailure } from './stages/dispatch.stage.js';
import { guard } from './stages/guard.stage.js';
import { meter } from './stages/meter.stage.js';
import { type ReadBody, readBody, resolve } from './stages/read.stage.js';
import { receive } from './stages/receive.stage.js';
import { keep } from './keep.js';
import { record } from './stages/record.stage.js';
import { relay } from './stages/relay.stage.js';
import { route } from './stages/route.stage.js';
import { settle } from './stages/settle.stage.js';
import type { Admitted, Arrival } from './tickets.js';

/** Serves one call of an operation that a model answers. Never rejects. */
export async function serveInference(services: PipelineServices, exchange: Exchange, operation: InferenceOperation) {
  const arrival = receive(exchange, operation);
  const entered = await enter(services, arrival);
  if (!('hold' in entered)) return refuse(services, arrival, entered);
  try {
    await answer(services, entered);
  } catch (cause) {
    services.onFault(cause, arrival.publicRequestId);
    await fail(services, entered, { error: new ApiError('internal_error', { cause }), attempts: [] });
  }
}

/** From a hold to its settlement. */
async function answer(services: PipelineServices, entered: Admitted) {
  const { arrival } = entered;
  const routed = route(services, entered);
  if (routed instanceof ApiError) return fail(services, entered, { error: routed, attempts: [] });
  const dispatched = await dispatch(services, routed);
  if (!('answer' in dispatched)) return fail(services, entered, dispatched);

  const relayed = await relay(services, dispatched);
  const { reading, errorCode, clientGone } = relayed;
  const { caller, request, target, attempts, droppedHints } = dispatched;
  const bill = meter(dispatched, reading);
  await settle(services, dispatched, { reading, bill, target, attempts: attempts.length });
  relayed.finish(bill);
  if (arrival.operation.remembers === true) keep(services, dispatched, relayed);
  const { status, endReason } = reading;
  const facts = { caller, model: request.model, stream: request.stream, attempts, droppedHints, clientGone };
  record(services.recorder, arrival, { ...facts, status, errorCode, endReason });
}

const END_REASONS: Readonly<Partial<Record<ErrorCode, EndReason>>> = {
  upstream_timeout: 'timeout',
  upstream_interrupted: 'upstream_cut',
  shutting_down: 'shutdown',
};

/** From the headers to a hold. Runs again from the top when the caller or the catalogue turns out to be out of date. */
async function enter(services: PipelineServices, arrival: Arrival<InferenceOperation>): Promise<Admitted | Refusal> {
  let body: ReadBody | null = null;
  let fresh = false;
  let refreshed = false;
  for (;;) {
    const identified = await authenticate(services.callers, arrival, fresh);
    if (identified instanceof ApiError) return { error: identified, caller: null };
    const { caller } = identified;
    const catalogue = services.catalogue.current();
    const granted = authorize(catalogue, identified);
    if (granted instanceof ApiError || catalogue === null) {
      if (!refreshed && (refreshed = await services.catalogue.refresh())) continue;
      return { error: granted instanceof ApiError ? granted : new ApiError('store_unavailable'), caller };
    }
    const read: ReadBody | ApiError | 'client_gone' = body ?? (await readBody(services, identified));
    if (read === 'client_gone') return { error: null, caller };
    if (read instanceof ApiError) return { error: read, caller };
    body = read;
    const understood = resolve(catalogue, granted, read);
    if (understood instanceof ApiError) {
      if (!refreshed && (refreshed = await services.catalogue.refresh())) continue;
      return { error: understood, caller };
    }
    const guarded = guard(understood);
    if (guarded instanceof ApiError) return { error: guarded, caller };
    const admitted = await admit(services, guarded);
    if (admitted !== 'stale') return admitted instanceof ApiError ? { error: admitted, caller } : admitted;
    if (fresh) return { error: new ApiError('limits_unavailable', { retryAfterSeconds: 1 }), caller };
    fresh = true;
  }
}

/** A call that was admitted and delivered nothing: the hold is released by a charge of zero. */
async function fail(services: PipelineServices, ticket: Admitted, failure: DispatchFailure) {
  const { arrival, caller, request } = ticket;
  const { error, attempts } = failure;
  const status = error?.status ?? CLIENT_CLOSED_REQUEST;
  const endReason = error === null ? 'client_gone' : (END_REASONS[error.code] ?? 'upstream_error');
  const reading = { usage: NO_USAGE, source: 'none', endReason, status } as const;
  await settle(services, ticket, { reading, bill: meter(ticket, reading), target: null, attempts: attempts.length });
  if (error !== null) sendError(services.options, arrival, { error, limits: limitHeaders(ticket) });
  const facts = { ...BARE_OUTCOME, caller, model: request.model, stream: request.stream, attempts, endReason };
  record(services.recorder, arrival, { ...facts, status, errorCode: error?.code ?? null });
}
