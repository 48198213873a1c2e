/**
 * dispatch: Routed → Dispatched. Asks the targets in order until one answers: a unary answer whole, a stream up to its
 * first content, a session up to its first message. All retries and all fallback happen here, before the caller has seen a byte.
 * May touch the network through egress only. Refuses what the provider blames on the caller as the caller's error, and
 * 502 503 504 when no target answers.
 */
import type { Attempt } from '@turnpike/contracts/call-record';
import { EgressError } from '@turnpike/egress/egress-error';
import { collectResponse, type CollectedResponse } from '@turnpike/egress/response-buffer';
import { ApiError } from '@turnpike/errors/api-error';
import { CATALOGUE } from '@turnpike/errors/catalogue';
import type { SessionSpec } from '@turnpike/endpoints/session';
import { withForm } from '../relay/form-body.js';
import { createReader } from '../relay/create-reader.js';
import { measureAnswer } from '../relay/measure-media.js';
import { toAnswer } from '../relay/unary-answer.js';
import { type PreparedCall, prepareCall } from '@turnpike/providers/prepare-call';
import {
  CredentialRefused,
  type ProviderAdapter,
  type ProviderOperation,
  type UpstreamFailure,
} from '@turnpike/providers/provider-adapter';
import { classifyTransportError } from '@turnpike/providers/transport-failure';
import type { CatalogueTarget } from '../catalogue.js';
import { conversationIn } from '../decoded-conversation.js';
import type { StreamStart } from '../relay/stream-reader.js';
import { startSession } from '../session/start-session.js';
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
  for (let index = 0, planned = targetOf(0); planned !== undefined; planned = targetOf((index += 1))) {
    const { target, result } = await tryCredentials(services, ticket, { target: planned, attempts });
    if (result === 'client_gone') return { error: null, attempts };
    if ('answer' in result) {
      ticket.arrival.timer.mark('dispatch');
      return { ...ticket, target, answer: result.answer, droppedHints: hintsOf(ticket, result.droppedHints), attempts };
    }
    last = result.failure;
    const next = targetOf(index + 1);
    if (next === undefined || !mayTryAgain(last, next === planned)) break;
    if (next === planned) await pause(last.retryAfterMs ?? RETRY_PAUSE_MS * (1 + Math.random()));
  }
  ticket.arrival.timer.mark('dispatch');
  return { error: toApiError(last), attempts };
}

/** Hints that were left out, of the headers and of the body. */
function hintsOf({ arrival }: Routed, ofBody: readonly string[]): readonly string[] {
  const ofHeaders = arrival.operation.hintsIn?.(arrival.exchange.headers) ?? [];
  return ofHeaders.length === 0 ? ofBody : [...ofHeaders, ...ofBody];
}

function mayTryAgain(failure: UpstreamFailure, sameTarget: boolean): boolean {
  if (!sameTarget) return failure.fallback;
  return failure.retryable && (failure.retryAfterMs ?? 0) <= LONGEST_PAUSE_MS;
}

/** Asks one target, with another of its credentials at once where one is refused or busy. */
async function tryCredentials(
  services: PipelineServices,
  ticket: Routed,
  { target: planned, attempts }: { target: CatalogueTarget; attempts: Attempt[] },
): Promise<{ target: CatalogueTarget; result: Try }> {
  const { timer } = ticket.arrival;
  let target = services.credentials.pick(planned);
  // Bounded apart from their rests, which may be over before the last of them has been asked.
  for (let tries = 1; ; tries += 1) {
    const startedUs = timer.elapsedUs();
    const result = await tryTarget(services, ticket, target);
    const durationUs = timer.elapsedUs() - startedUs;
    timer.upstreamUs += durationUs;
    attempts.push(describeAttempt(target, result, durationUs));
    if (result === 'client_gone' || 'answer' in result) return { target, result };
    const other = services.credentials.next(target, result.failure);
    if (other === null || tries >= planned.credentials.length) return { target, result };
    target = other;
  }
}

async function tryTarget(services: PipelineServices, ticket: Routed, target: CatalogueTarget): Promise<Try> {
  const adapter = services.findAdapter(target.kind) ?? (await services.loadAdapter(target.kind));
  if (adapter === null) return failed({ errorCode: 'no_target', fallback: true, upstreamCode: 'no_adapter' });
  const { session } = ticket.arrival.operation;
  try {
    if (session !== undefined) return await beginSession(services, ticket, { adapter, target, session });
    return await ask(services, ticket, { adapter, target });
  } catch (error) {
    if (error instanceof EgressError) return transportFailure(error);
    if (error instanceof CredentialRefused) {
      return failed({ errorCode: 'upstream_rejected_credential', blame: 'platform', fallback: true });
    }
    throw error;
  }
}

async function ask(services: PipelineServices, ticket: Routed, { adapter, target }: TargetChoice): Promise<Try> {
  const prepared = prepare(adapter, ticket, target);
  if ('errorCode' in prepared) return refusedBy(prepared);
  const { sign } = adapter;
  const request = sign === undefined ? prepared.request : await sign(prepared.request, target, services.signing);
  const egressRequest = { ...request, breaker: services.breakerOf(target.id) };
  const call = { adapter, target, egressRequest, prepared };
  const isStreamed = ticket.request.stream || ticket.arrival.operation.media?.isRelayed === true;
  return isStreamed ? openStream(services, ticket, call) : fetchAnswer(services, ticket, call);
}

async function beginSession(
  services: PipelineServices,
  ticket: Routed,
  { adapter, target, session }: TargetChoice & { session: SessionSpec },
): Promise<Try> {
  const { sessions, sign } = adapter;
  const { operation, publicRequestId: requestId } = ticket.arrival;
  if (sessions === undefined) {
    return failed({ errorCode: 'no_target', fallback: true, upstreamCode: `not_served:${operation.key}` });
  }
  const context = failureContext(ticket, target);
  const handshake = sessions.buildHandshake({ target, upstreamModel: target.upstreamModel, requestId });
  const signed = sign === undefined ? handshake : await sign(handshake, target, services.signing);
  const request = { ...signed, breaker: services.breakerOf(target.id) };
  const onAbortable = (abort: (reason: string) => void) => allowAbort(ticket, abort);
  const start = await startSession(request, { open: services.openWebSocket, session, onAbortable });
  switch (start.kind) {
    case 'open':
      return { answer: { kind: 'session', link: start.link, session }, droppedHints: [] };
    case 'refused':
      return refusedBy(adapter.classifyAnswer(judged(start.answer), context));
    case 'provider_error':
      return refusedBy(sessions.readFailure(start.error, context));
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
    conversation: () => conversationIn(request.body, surface as NonNullable<typeof surface>),
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

interface TargetChoice {
  adapter: ProviderAdapter;
  target: CatalogueTarget;
}

interface TargetCall extends TargetChoice {
  egressRequest: Parameters<PipelineServices['egress']['request']>[0];
  prepared: PreparedCall;
}

async function fetchAnswer(services: PipelineServices, ticket: Routed, call: TargetCall): Promise<Try> {
  const response = await collectResponse(services.egress, call.egressRequest, {
    maxBytes: services.options.answerLimitBytes,
    onCall: (egressCall) => allowAbort(ticket, (reason) => egressCall.abort(reason)),
  });
  return judgeAnswer(response, ticket, call);
}

/** What a whole answer comes to. */
async function judgeAnswer(response: CollectedResponse, ticket: Routed, call: TargetCall): Promise<Try> {
  const { adapter, prepared } = call;
  const context = failureContext(ticket, call.target);
  if (response.status < 200 || response.status > 299) return refusedBy(adapter.classifyAnswer(response, context));
  const answer = toAnswer(response, { adapter, prepared, ticket });
  // A success that is none: an error's body, a page of HTML, half an object. Nothing of it is anybody's answer.
  if (answer === null) return refusedBy(adapter.classifyAnswer({ ...response, status: BAD_GATEWAY }, context));
  const { media } = ticket.arrival.operation;
  const billed = media === undefined ? answer : await measureAnswer(answer, media, ticket);
  return { answer: billed, droppedHints: prepared.request.droppedHints };
}

/** What an answer of nonsense is judged as. */
const BAD_GATEWAY = 502;

async function openStream(services: PipelineServices, ticket: Routed, call: TargetCall): Promise<Try> {
  const { adapter, prepared, target } = call;
  const context = failureContext(ticket, target);
  const created = createReader(services, ticket, { adapter, prepared, context });
  if (created === null) return failed({ errorCode: 'no_target', fallback: true, upstreamCode: 'no_stream' });
  const { reader, mediaTap, sound } = created;
  reader.bind(services.egress.request(call.egressRequest, reader));
  allowAbort(ticket, (reason) => reader.abort(reason));
  const start: StreamStart = await reader.start;
  switch (start.kind) {
    case 'content':
      return {
        answer: { kind: 'stream', reader, mediaTap, soundType: sound?.contentType ?? null },
        droppedHints: prepared.request.droppedHints,
      };
    case 'refused':
      // Some who transcribe know of no streams and answer whole.
      if (mediaTap !== null) return judgeAnswer(start.answer, ticket, call);
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
    ...(target.credentials.length > 1 && target.credentialName !== null ? { credential: target.credentialName } : {}),
    outcome: result === 'client_gone' ? result : (failure?.outcome ?? 'ok'),
    status:
      failure?.failure.upstreamStatus ??
      (typeof result === 'object' && 'answer' in result ? statusOf(result.answer) : null),
    durationUs,
  };
}

/** A session's is that of its handshake. */
function statusOf(answer: UpstreamAnswer): number {
  return answer.kind === 'session' ? 101 : 200;
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
