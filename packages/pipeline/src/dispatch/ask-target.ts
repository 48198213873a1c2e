/** One target is asked: a unary answer whole, a stream up to its first content, a session up to its first message. */
import type { EgressRequest } from '@turnpike/egress/egress';
import { EgressError } from '@turnpike/egress/egress-error';
import { collectResponse, type CollectedResponse } from '@turnpike/egress/response-buffer';
import type { SessionSpec } from '@turnpike/endpoints/session';
import type { PreparedCall } from '@turnpike/providers/prepare-call';
import {
  CredentialRefused,
  type ProviderAdapter,
  type UpstreamFailure,
  type UpstreamRequest,
} from '@turnpike/providers/provider-adapter';
import type { CatalogueTarget } from '../catalogue.js';
import { prepareFor } from '../prepare-for.js';
import { createReader } from '../relay/create-reader.js';
import { withForm } from '../relay/form-body.js';
import { measureAnswer } from '../relay/measure-media.js';
import type { StreamStart } from '../relay/stream-reader.js';
import { toAnswer } from '../relay/unary-answer.js';
import type { PipelineServices } from '../services.js';
import { startSession } from '../session/start-session.js';
import type { Routed } from '../tickets.js';
import type { OneTry } from './one-try.js';
import { failureOf, notAsked, refusedBy, transportFailure, type TryResult } from './try-result.js';

interface AdaptedAsk {
  readonly one: OneTry;
  /** The place's, with the credential that is used. */
  readonly target: CatalogueTarget;
  readonly adapter: ProviderAdapter;
}

interface PreparedAsk extends AdaptedAsk {
  readonly egressRequest: EgressRequest;
  readonly prepared: PreparedCall;
}

const SWITCHING_PROTOCOLS = 101;
/** What an answer of nonsense is judged as. */
const BAD_GATEWAY = 502;
/** A handshake that takes longer is given up whatever the policy says. */
const LONGEST_HANDSHAKE_MS = 10_000;

/** Rejects for faults of ours only. */
export async function askTarget(services: PipelineServices, ticket: Routed, one: OneTry): Promise<TryResult> {
  const { target } = one;
  const { kind } = target;
  const adapter = services.findAdapter(kind) ?? (await services.loadAdapter(kind));
  if (adapter === null) {
    return notAsked(failureOf({ errorCode: 'no_target', fallback: true, upstreamCode: 'no_adapter' }));
  }
  const { session, media } = ticket.arrival.operation;
  try {
    if (session !== undefined) return await beginSession(services, ticket, { one, target, adapter, session });
    const prepared = prepare(adapter, ticket, target);
    if ('errorCode' in prepared) return notAsked(prepared);
    const { sign } = adapter;
    const request = sign === undefined ? prepared.request : await sign(prepared.request, target, services.signing);
    const ready = {
      one,
      target,
      adapter,
      prepared,
      egressRequest: boundedRequest(request, one, ticket.model.routing !== null || one.model !== null),
    };
    const isStreamed = ticket.request.stream || media?.isRelayed === true;
    return await (isStreamed ? openStream(services, ticket, ready) : fetchAnswer(services, ticket, ready));
  } catch (error) {
    if (error instanceof EgressError) return transportFailure(error);
    if (!(error instanceof CredentialRefused)) throw error;
    return refusedBy(failureOf({ errorCode: 'upstream_rejected_credential', blame: 'platform', fallback: true }));
  }
}

/** What one target is asked, or why it can't be. */
function prepare(adapter: ProviderAdapter, ticket: Routed, target: CatalogueTarget): PreparedCall | UpstreamFailure {
  const { operation, publicRequestId: requestId } = ticket.arrival;
  const prepared = prepareFor(adapter, ticket, { target, requestId });
  if ('errorCode' in prepared || operation.media?.takes !== 'multipart') return prepared;
  return { ...prepared, request: withForm(prepared.request, ticket, target.upstreamModel) };
}

/**
 * Silence before the headers is the try's to watch: finer than egress does, and within the call's own deadline. Where
 * nobody set a policy, egress's own bound stands beside it.
 */
function boundedRequest(request: UpstreamRequest, one: OneTry, hasPolicy: boolean): EgressRequest {
  const { breaker } = one.turn.choice.place;
  const bounded: EgressRequest = { ...request, breaker, witness: one, connectTimeoutMs: one.policy.connectTimeoutMs };
  if (hasPolicy) bounded.headersTimeoutMs = 0;
  return bounded;
}

async function fetchAnswer(services: PipelineServices, ticket: Routed, asked: PreparedAsk): Promise<TryResult> {
  const response = await collectResponse(services.egress, asked.egressRequest, {
    maxBytes: services.options.answerLimitBytes,
    onCall: (call) => asked.one.bind(call),
  });
  return judgeAnswer(response, ticket, asked);
}

/** What a whole answer comes to. */
async function judgeAnswer(response: CollectedResponse, ticket: Routed, asked: PreparedAsk): Promise<TryResult> {
  const { adapter, prepared } = asked;
  const context = failureContext(ticket, asked.target);
  if (response.status < 200 || response.status > 299) return refusedBy(adapter.classifyAnswer(response, context));
  const answer = toAnswer(response, { adapter, prepared, ticket });
  // A success that is none: an error's body, a page of HTML, half an object. Nothing of it is anybody's answer.
  if (answer === null) return refusedBy(adapter.classifyAnswer({ ...response, status: BAD_GATEWAY }, context));
  const { media } = ticket.arrival.operation;
  const billed = media === undefined ? answer : await measureAnswer(answer, media, ticket);
  return { answer: billed, droppedHints: prepared.request.droppedHints };
}

async function openStream(services: PipelineServices, ticket: Routed, asked: PreparedAsk): Promise<TryResult> {
  const { adapter, prepared, target, one } = asked;
  const context = failureContext(ticket, target);
  const created = createReader(services, ticket, { adapter, prepared, context });
  if (created === null) {
    return notAsked(failureOf({ errorCode: 'no_target', fallback: true, upstreamCode: 'no_stream' }));
  }
  const { reader, mediaTap, sound } = created;
  const call = services.egress.request(asked.egressRequest, reader);
  reader.bind(call, one);
  one.bind(call);
  const start: StreamStart = await reader.start;
  switch (start.kind) {
    case 'content':
      return {
        answer: { kind: 'stream', reader, mediaTap, soundType: sound?.contentType ?? null },
        droppedHints: prepared.request.droppedHints,
      };
    case 'refused':
      // Some who transcribe know of no streams and answer whole.
      if (mediaTap !== null) return judgeAnswer(start.answer, ticket, asked);
      return refusedBy(adapter.classifyAnswer(judged(start.answer), context));
    case 'provider_error':
      return refusedBy(start.failure ?? failureOf({ errorCode: 'upstream_error' }));
    case 'failed':
      return transportFailure(start.error);
  }
}

async function beginSession(
  services: PipelineServices,
  ticket: Routed,
  { adapter, target, one, session }: AdaptedAsk & { session: SessionSpec },
): Promise<TryResult> {
  const { sessions, sign } = adapter;
  const { operation, publicRequestId: requestId } = ticket.arrival;
  if (sessions === undefined) {
    const upstreamCode = `not_served:${operation.key}`;
    return notAsked(failureOf({ errorCode: 'no_target', fallback: true, upstreamCode }));
  }
  const context = failureContext(ticket, target);
  const handshake = sessions.buildHandshake({ target, upstreamModel: target.upstreamModel, requestId });
  const signed = sign === undefined ? handshake : await sign(handshake, target, services.signing);
  const handshakeTimeoutMs = Math.min(LONGEST_HANDSHAKE_MS, one.policy.perTryTimeoutMs);
  const request = { ...signed, breaker: one.turn.choice.place.breaker, handshakeTimeoutMs };
  const onAbortable = (abort: (reason: string) => void) => one.bind({ abort });
  const start = await startSession(request, { open: services.openWebSocket, session, onAbortable });
  switch (start.kind) {
    case 'open':
      one.firstByte(SWITCHING_PROTOCOLS);
      return { answer: { kind: 'session', link: start.link, session }, droppedHints: [] };
    case 'refused':
      return refusedBy(adapter.classifyAnswer(judged(start.answer), context));
    case 'provider_error':
      return refusedBy(sessions.readFailure(start.error, context));
  }
}

/** Where a stream was asked for, any other success is nonsense. */
function judged(answer: Extract<StreamStart, { kind: 'refused' }>['answer']) {
  return answer.status < 200 || answer.status > 299 ? answer : { ...answer, status: BAD_GATEWAY };
}

function failureContext(ticket: Routed, target: CatalogueTarget) {
  return { target, upstreamModel: target.upstreamModel, publicModel: ticket.request.model };
}
