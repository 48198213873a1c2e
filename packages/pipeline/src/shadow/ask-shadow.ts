/**
 * Asks a shadow's place what its caller asked, as dispatch would, once: no other credential, no second try. A conversation
 * that is streamed is streamed here too; everything else is taken whole. May touch the network through egress only.
 */
import { outputTokensOf, type Usage } from '@turnpike/domain/usage';
import { parseObject } from '@turnpike/dialects/json';
import type { EgressCall, EgressRequest } from '@turnpike/egress/egress';
import { EgressError } from '@turnpike/egress/egress-error';
import { collectResponse, type CollectedResponse } from '@turnpike/egress/response-buffer';
import type { PreparedCall } from '@turnpike/providers/prepare-call';
import {
  CredentialRefused,
  type FailureContext,
  type ProviderAdapter,
  type ProviderOperation,
  type UpstreamFailure,
} from '@turnpike/providers/provider-adapter';
import type { Flight, FlightOutcome, Place } from '@turnpike/routing/route-plan';
import type { CatalogueTarget } from '../catalogue.js';
import { prepareFor } from '../prepare-for.js';
import { isEncoded } from '../relay/is-encoded.js';
import { type StreamEnd, StreamReader } from '../relay/stream-reader.js';
import type { PipelineServices } from '../services.js';
import type { Dispatched } from '../tickets.js';
import { type Spoken, spokenBy, spokenIn, spokenOn } from './spoken.js';

export type ShadowServices = Pick<
  PipelineServices,
  'options' | 'egress' | 'findAdapter' | 'loadAdapter' | 'signing' | 'credentials' | 'onFault'
>;

/** Where one shadow goes. */
export interface ShadowTry {
  readonly place: Place;
  readonly target: CatalogueTarget;
  readonly flight: Flight;
  /** Ours and the provider's name of the request: not the caller's, whose own call has that. */
  readonly requestId: string;
  /** Given the call as soon as there is one. */
  readonly onCall: (call: EgressCall) => void;
}

/** What the shadow came to. `firstByteAt` in monotonic milliseconds. */
export interface ShadowAnswer {
  readonly status: number | null;
  /** A transport failure's kind, our catalogue's code, or why we ended it; null: it is an answer. */
  readonly error: string | null;
  /** What it says of the place. */
  readonly outcome: FlightOutcome;
  readonly firstByteAt: number | null;
  readonly outputTokens: number | null;
  readonly spoken: Spoken | null;
}

const NOTHING = { status: null, firstByteAt: null, outputTokens: null, spoken: null } as const;

/** Rejects with faults of ours alone. */
export async function askShadow(services: ShadowServices, ticket: Dispatched, asked: ShadowTry): Promise<ShadowAnswer> {
  const target = services.credentials.pick(asked.target);
  const adapter = services.findAdapter(target.kind) ?? (await services.loadAdapter(target.kind));
  if (adapter === null) return { ...NOTHING, error: 'no_adapter', outcome: 'unknown' };
  const prepared = prepareFor(adapter, ticket, { target, requestId: asked.requestId });
  if ('errorCode' in prepared) return refused(prepared);
  try {
    const { sign } = adapter;
    const request = sign === undefined ? prepared.request : await sign(prepared.request, target, services.signing);
    const { perTryTimeoutMs: headersTimeoutMs, connectTimeoutMs } = ticket.plan.attempts;
    const { breaker } = asked.place;
    const witness = { firstByte: (status: number) => (status < 300 ? asked.flight.firstByte() : undefined) };
    const egressRequest = { ...request, headersTimeoutMs, connectTimeoutMs, breaker, witness };
    const call = { ...asked, adapter, prepared, target, egressRequest };
    const isStream = ticket.request.stream && prepared.dialect !== null;
    return await (isStream ? readStream(services, ticket, call) : readWhole(services, ticket, call));
  } catch (error) {
    if (error instanceof EgressError) return broken(error);
    if (error instanceof CredentialRefused)
      return { ...NOTHING, error: 'upstream_rejected_credential', outcome: 'failure' };
    throw error;
  }
}

interface ShadowCall extends ShadowTry {
  readonly adapter: ProviderAdapter;
  readonly prepared: PreparedCall;
  readonly egressRequest: EgressRequest;
}

async function readWhole(services: ShadowServices, ticket: Dispatched, call: ShadowCall): Promise<ShadowAnswer> {
  const { answerLimitBytes: maxBytes } = services.options;
  const response = await collectResponse(services.egress, call.egressRequest, { maxBytes, onCall: call.onCall });
  const { status } = response;
  if (status < 200 || status > 299) return refused(call.adapter.classifyAnswer(response, contextOf(ticket, call)));
  const read = isEncoded(response.headers) ? null : await readAnswer(response, ticket, call);
  if (read === null) return { ...NOTHING, status, error: 'no_answer', outcome: 'failure' };
  const outputTokens = read.usage === null ? null : outputTokensOf(read.usage);
  return { ...NOTHING, status, error: null, outcome: 'success', outputTokens, spoken: read.spoken };
}

/** Null: a success that is no answer. */
async function readAnswer(
  { body }: CollectedResponse,
  { arrival }: Dispatched,
  { adapter, prepared }: ShadowCall,
): Promise<{ usage: Usage | null; spoken: Spoken | null } | null> {
  const { surface, media, key } = arrival.operation;
  const { voice, unary } = prepared;
  if (voice !== null || unary !== null) {
    const json = parseObject(body.toString());
    if (json === null) return null;
    if (voice === null) return withoutWords(unary?.decode(json) ?? null);
    const answer = voice.decodeAnswer(json);
    return answer === null ? null : { usage: answer.usage, spoken: spokenIn(answer) };
  }
  const { usage } = adapter.readUnaryUsage(body, key as ProviderOperation);
  const spoken = surface === null ? null : await spokenOn(surface.dialect, body);
  const isAnswer = surface !== null ? spoken !== null : media !== undefined || parseObject(body.toString()) !== null;
  return isAnswer ? { usage, spoken } : null;
}

function withoutWords(answer: { usage: Usage | null } | null) {
  return answer === null ? null : { usage: answer.usage, spoken: null };
}

async function readStream(services: ShadowServices, ticket: Dispatched, call: ShadowCall): Promise<ShadowAnswer> {
  const { adapter, prepared } = call;
  const dialect = prepared.dialect as NonNullable<typeof prepared.dialect>;
  const context = contextOf(ticket, call);
  const tap = adapter.createStreamTap(context, { dialect, isTranslated: prepared.voice !== null });
  const reader = new StreamReader({
    tap,
    encoder: null,
    forwardUsage: false,
    createSplitter: adapter.createSplitter,
    onFault: (cause) => services.onFault(cause, call.requestId),
  });
  const egressCall = services.egress.request(call.egressRequest, reader);
  reader.bind(egressCall);
  call.onCall(egressCall);
  const start = await reader.start;
  if (start.kind === 'failed') return broken(start.error);
  if (start.kind === 'refused') {
    const { answer } = start;
    if (answer.status < 200 || answer.status > 299) return refused(adapter.classifyAnswer(answer, context));
    return { ...NOTHING, status: answer.status, error: 'no_answer', outcome: 'failure' };
  }
  const firstByteAt = start.kind === 'content' ? performance.now() : null;
  const end = await new Promise<StreamEnd>((resolve) => {
    // Its bytes are nobody's: what is metered on the way is all there is to know.
    reader.attach({ mayTake: () => true, onBytes: () => true, onEnd: resolve });
  });
  const outputTokens = outputTokensOf(tap.usage() ?? tap.estimatedUsage(0));
  return { status: 200, ...endOf(end), firstByteAt, outputTokens, spoken: spokenBy(tap) };
}

function endOf(end: StreamEnd): Pick<ShadowAnswer, 'error' | 'outcome'> {
  if (end.kind === 'complete') return { error: null, outcome: 'success' };
  return end.kind === 'aborted' ? { error: end.reason, outcome: 'unknown' } : { error: end.kind, outcome: 'failure' };
}

function contextOf({ request }: Dispatched, { target }: Pick<ShadowCall, 'target'>): FailureContext {
  return { target, upstreamModel: target.upstreamModel, publicModel: request.model };
}

function refused({ upstreamStatus: status, errorCode: error, blame }: UpstreamFailure): ShadowAnswer {
  return { ...NOTHING, status, error, outcome: blame === 'provider' ? 'failure' : 'unknown' };
}

/** A call that we ended ourselves, or that wasn't let out, says nothing of the place. */
function broken({ kind, code }: EgressError): ShadowAnswer {
  if (kind === 'aborted') return { ...NOTHING, error: code, outcome: 'unknown' };
  return { ...NOTHING, error: kind, outcome: kind === 'breaker_open' ? 'unknown' : 'failure' };
}
