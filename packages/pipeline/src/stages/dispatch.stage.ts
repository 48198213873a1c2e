/**
 * dispatch: Routed → Dispatched. Asks the targets in order until one answers: a unary answer whole, a stream up to its
 * first content. All retries and all fallback happen here, before the caller has seen a byte.
 * May touch the network through egress only. Refuses what the provider blames on the caller as the caller's error, and
 * 502 503 504 when no target answers.
 */
import type { Attempt } from '@turnpike/contracts/call-record';
import { EgressError } from '@turnpike/egress/egress-error';
import { collectResponse } from '@turnpike/egress/response-buffer';
import { ApiError } from '@turnpike/errors/api-error';
import { CATALOGUE } from '@turnpike/errors/catalogue';
import { withForm } from '../relay/form-body.js';
import { identityOf, measure, toAnswer } from '../relay/unary-answer.js';
import { type PreparedCall, prepareCall } from '@turnpike/providers/prepare-call';
import {
  CredentialRefused,
  type ProviderAdapter,
  type ProviderOperation,
  type UpstreamFailure,
} from '@turnpike/providers/provider-adapter';
import { classifyTransportError } from '@turnpike/providers/transport-failure';
import type { CatalogueTarget } from '../catalogue.js';
import { StreamReader, type StreamStart } from '../relay/stream-reader.js';
import type { PipelineServices } from '../services.js';
import type { Dispatched, Routed, UpstreamAnswer } from '../tickets.js';

export interface DispatchFailure {
  /** Null when the caller left and its product says to stop then. */
  readonly error: ApiError | null;
  readonly attempts: readonly Attempt[];
}

/** One try's result. */
type Try =
  { answer: UpstreamAnswer; droppedHints: string[] } | { failure: UpstreamFailure; outcome: string } | 'client_gone';

const RETRY_PAUSE_MS = 50;
/** A provider that wants to be left alone for longer is not asked again within the call. */
const LONGEST_PAUSE_MS = 1_000;

export async function dispatch(services: PipelineServices, ticket: Routed): Promise<Dispatched | DispatchFailure> {
  const attempts: Attempt[] = [];
  const { targets } = ticket;
  // A single target is asked a second time, after a short pause; of several each is asked once.
  const tries = targets.length === 1 ? 2 : targets.length;
  const targetOf = (index: number) => (index < tries ? (targets[index] ?? targets[0]) : undefined);
  let last: UpstreamFailure | null = null;
  for (let index = 0, target = targetOf(0); target !== undefined; target = targetOf((index += 1))) {
    const startedUs = ticket.arrival.timer.elapsedUs();
    const result = await tryTarget(services, ticket, target);
    const durationUs = ticket.arrival.timer.elapsedUs() - startedUs;
    ticket.arrival.timer.upstreamUs += durationUs;
    attempts.push(describeAttempt(target, result, durationUs));
    if (result === 'client_gone') return { error: null, attempts };
    if ('answer' in result) {
      ticket.arrival.timer.mark('dispatch');
      return { ...ticket, target, answer: result.answer, droppedHints: result.droppedHints, attempts };
    }
    last = result.failure;
    const next = targetOf(index + 1);
    if (next === undefined || !mayTryAgain(last, next === target)) break;
    if (next === target) await pause(last.retryAfterMs ?? RETRY_PAUSE_MS * (1 + Math.random()));
  }
  ticket.arrival.timer.mark('dispatch');
  return { error: toApiError(last), attempts };
}

function mayTryAgain(failure: UpstreamFailure, sameTarget: boolean): boolean {
  if (!sameTarget) return failure.fallback;
  return failure.retryable && (failure.retryAfterMs ?? 0) <= LONGEST_PAUSE_MS;
}

async function tryTarget(services: PipelineServices, ticket: Routed, target: CatalogueTarget): Promise<Try> {
  const adapter = services.findAdapter(target.kind);
  if (adapter === null) return failed({ errorCode: 'no_target', fallback: true, upstreamCode: 'no_adapter' });
  const prepared = prepare(adapter, ticket, target);
  if ('errorCode' in prepared) return refusedBy(prepared);
  try {
    const { sign } = adapter;
    const request = sign === undefined ? prepared.request : await sign(prepared.request, target, services.signing);
    const egressRequest = { ...request, breaker: services.breakerOf(target.id) };
    const call = { adapter, target, egressRequest, prepared };
    return await (ticket.request.stream ? openStream(services, ticket, call) : fetchAnswer(services, ticket, call));
  } catch (error) {
    if (error instanceof EgressError) return transportFailure(error);
    if (error instanceof CredentialRefused) {
      return failed({ errorCode: 'upstream_rejected_credential', blame: 'platform', fallback: true });
    }
    throw error;
  }
}

/** What one target is asked, or why it can't be. */
function prepare(adapter: ProviderAdapter, ticket: Routed, target: CatalogueTarget): PreparedCall | UpstreamFailure {
  const { request, raw, arrival } = ticket;
  const { operation, publicRequestId } = arrival;
  const { surface } = operation;
  const prepared = prepareCall(adapter, {
    operation: operation.key as ProviderOperation,
    surface,
    question: operation.question ?? null,
    conversation: () => (surface as NonNullable<typeof surface>).decodeRequest(request.body),
    body: request.body,
    raw,
    upstreamModel: target.upstreamModel,
    stream: request.stream,
    target,
    requestId: publicRequestId,
  });
  if ('errorCode' in prepared || operation.media?.takes !== 'multipart') return prepared;
  return { ...prepared, request: withForm(prepared.request, ticket, target.upstreamModel) };
}

interface TargetCall {
  adapter: ProviderAdapter;
  target: CatalogueTarget;
  egressRequest: Parameters<PipelineServices['egress']['request']>[0];
  prepared: PreparedCall;
}

async function fetchAnswer(services: PipelineServices, ticket: Routed, call: TargetCall): Promise<Try> {
  const { adapter, prepared } = call;
  const response = await collectResponse(services.egress, call.egressRequest, {
    maxBytes: services.options.answerLimitBytes,
    onCall: (egressCall) => allowAbort(ticket, (reason) => egressCall.abort(reason)),
  });
  const context = failureContext(ticket, call.target);
  if (response.status < 200 || response.status > 299) return refusedBy(adapter.classifyAnswer(response, context));
  const answer = toAnswer(response, { adapter, prepared, ticket });
  // A success that is none: an error's body, a page of HTML, half an object. Nothing of it is anybody's answer.
  if (answer === null) return refusedBy(adapter.classifyAnswer({ ...response, status: BAD_GATEWAY }, context));
  const { media } = ticket.arrival.operation;
  const billed = media === undefined ? answer : await measure(answer, media, ticket);
  return { answer: billed, droppedHints: prepared.request.droppedHints };
}

/** What an answer of nonsense is judged as. */
const BAD_GATEWAY = 502;

async function openStream(services: PipelineServices, ticket: Routed, call: TargetCall): Promise<Try> {
  const context = failureContext(ticket, call.target);
  const { adapter, prepared } = call;
  const dialect = prepared.dialect;
  if (dialect === null) return failed({ errorCode: 'no_target', fallback: true, upstreamCode: 'no_stream' });
  const isTranslated = prepared.voice !== null;
  const tap = adapter.createStreamTap(context, { dialect, isTranslated });
  const { surface } = ticket.arrival.operation;
  const encoder = isTranslated && surface !== null ? surface.createStreamEncoder(identityOf(ticket)) : null;
  const { createSplitter } = adapter;
  const forwardUsage = ticket.request.wantsUsageEvent;
  const reader = new StreamReader({ tap, forwardUsage, encoder, createSplitter });
  reader.bind(services.egress.request(call.egressRequest, reader));
  allowAbort(ticket, (reason) => reader.abort(reason));
  const start: StreamStart = await reader.start;
  switch (start.kind) {
    case 'content':
      return { answer: { kind: 'stream', reader }, droppedHints: prepared.request.droppedHints };
    case 'refused':
      return refusedBy(adapter.classifyAnswer(judged(start.answer), context));
    case 'provider_error':
      return start.failure === null ? failed({ errorCode: 'upstream_error' }) : refusedBy(start.failure);
    case 'failed':
      return transportFailure(start.error);
  }
}

/** Where a stream was asked for, any other success is nonsense. */
function judged(answer: Extract<StreamStart, { kind: 'refused' }>['answer']) {
  return answer.status < 200 || answer.status > 299 ? answer : { ...answer, status: BAD_GATEWAY };
}

/** Before the first byte: a product that cancels stops here, one that drains lets the provider finish. */
function allowAbort(ticket: Routed, abort: (reason: string) => void): void {
  ticket.openCall.cancel = () => abort('shutdown');
  if (ticket.entitlement.product.clientGonePolicy === 'cancel')
    ticket.arrival.exchange.onGone(() => abort('client_gone'));
}

function failureContext(ticket: Routed, target: CatalogueTarget) {
  return { target, upstreamModel: target.upstreamModel, publicModel: ticket.request.model };
}

function refusedBy(failure: UpstreamFailure): Try {
  return { failure, outcome: failure.upstreamStatus === null ? 'error_event' : String(failure.upstreamStatus) };
}

function transportFailure(error: EgressError): Try {
  const failure = classifyTransportError(error);
  if (error.kind !== 'aborted') return { failure, outcome: error.kind };
  if (error.code === 'client_gone') return 'client_gone';
  if (SHUTDOWNS.has(error.code)) return { failure: { ...failure, errorCode: 'shutting_down' }, outcome: error.code };
  // We ended it for what the target sent: another one may do better.
  return { failure: { ...failure, fallback: true }, outcome: error.code };
}

/** Reasons of ours to end a call that lie with this process: the corridor's own, and egress's when it is closed. */
const SHUTDOWNS: ReadonlySet<string> = new Set([
  'shutdown',
  'closed',
  'destroyed',
  'UND_ERR_CLOSED',
  'UND_ERR_DESTROYED',
]);

function failed(facts: Partial<UpstreamFailure> & Pick<UpstreamFailure, 'errorCode'>): Try {
  const failure: UpstreamFailure = {
    blame: 'provider',
    retryable: false,
    fallback: false,
    message: null,
    param: null,
    upstreamStatus: null,
    upstreamCode: null,
    retryAfterMs: null,
    ...facts,
  };
  return { failure, outcome: failure.upstreamCode ?? failure.errorCode };
}

function describeAttempt(target: CatalogueTarget, result: Try, durationUs: number): Attempt {
  const failure = typeof result === 'object' && 'failure' in result ? result : null;
  return {
    targetId: target.id,
    provider: target.providerSlug,
    upstreamModel: target.upstreamModel,
    outcome: result === 'client_gone' ? result : (failure?.outcome ?? 'ok'),
    status: failure?.failure.upstreamStatus ?? (failure === null && result !== 'client_gone' ? 200 : null),
    durationUs,
  };
}

function toApiError(failure: UpstreamFailure | null): ApiError {
  if (failure === null) return new ApiError('no_target', { retryAfterSeconds: 1 });
  const retryAfterMs = failure.retryAfterMs ?? (CATALOGUE[failure.errorCode].status === 503 ? 1_000 : null);
  return new ApiError(failure.errorCode, {
    ...(failure.message === null ? {} : { message: failure.message }),
    ...(failure.param === null ? {} : { param: failure.param }),
    ...(retryAfterMs === null ? {} : { retryAfterSeconds: Math.max(1, Math.ceil(retryAfterMs / 1000)) }),
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
