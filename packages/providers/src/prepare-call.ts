/**
 * From what a caller asked, on its wire, to a request on the provider's: the bytes as they are where both speak the same
 * one, else translated by way of the middle form. Pure.
 */
import { type AskedUnary, askUnary, type UnaryQuestion } from '@turnpike/dialects/ask-unary';
import type { Conversation, DialectName } from '@turnpike/dialects/conversation';
import { type Surface, Untranslatable, type Voice } from '@turnpike/dialects/dialect';
import { keepOwn, mayHoldForeign, withoutForeign } from '@turnpike/dialects/origin';
import { ApiError } from '@turnpike/errors/api-error';
import type {
  BuildRequestInput,
  ProviderAdapter,
  ProviderOperation,
  UpstreamFailure,
  UpstreamRequest,
} from './provider-adapter.js';

/** A call that some provider is to be asked. */
export interface AskedCall extends Omit<BuildRequestInput, 'dialect'> {
  /** The wire of a conversation; null for other operations. */
  readonly surface: Surface | null;
  /** A question that providers of other wires can be asked too; null for other operations. */
  readonly question: UnaryQuestion | null;
  /** The call in the middle form, for those who can't take it as it is. The same for every target. */
  readonly conversation: () => Conversation | ApiError;
}

export interface PreparedCall {
  readonly request: UpstreamRequest;
  /** The wire its answer comes by; null for what is no conversation. */
  readonly dialect: DialectName | null;
  /** Translates a conversation's answer back; null where its bytes pass. */
  readonly voice: Voice | null;
  /** Reads the answer to a question that was translated; null elsewhere. */
  readonly unary: AskedUnary | null;
}

/** The request for one target, or why it can't be asked this. */
export function prepareCall(adapter: ProviderAdapter, asked: AskedCall): PreparedCall | UpstreamFailure {
  const { surface, question, conversation, ...input } = asked;
  if (surface === null) return prepareOther(adapter, input, question);
  if (adapter.speaks.has(surface.dialect)) {
    const { dialect } = surface;
    return { request: buildPassing(adapter, { ...input, dialect }), dialect, voice: null, unary: null };
  }
  const { voice } = adapter;
  if (voice === null) return notServed(input.operation);
  const said = conversation();
  if (said instanceof ApiError) return callersFault(said.code, said.message, said.param);
  const { dialect } = voice;
  const own = keepOwn(said, dialect);
  const encoded = voice.encodeRequest(own.conversation, input.upstreamModel);
  if (encoded instanceof Untranslatable) return unsaid(encoded);
  const request = adapter.buildRequest({ ...input, body: encoded.body, raw: null, dialect });
  request.droppedHints.push(...own.dropped, ...encoded.dropped);
  return { request, dialect, voice, unary: null };
}

/** The bytes as they are, unless there is in them what other wires signed, as where an earlier turn was theirs. */
function buildPassing(adapter: ProviderAdapter, input: BuildRequestInput): UpstreamRequest {
  if (input.raw === null || !mayHoldForeign(input.raw)) return adapter.buildRequest(input);
  const body = withoutForeign(input.body);
  return adapter.buildRequest({ ...input, body, raw: Buffer.from(JSON.stringify(body)) });
}

/** What is no conversation: passed where it is served so, else a question that is translated. */
function prepareOther(
  adapter: ProviderAdapter,
  input: Omit<BuildRequestInput, 'dialect'>,
  question: UnaryQuestion | null,
): PreparedCall | UpstreamFailure {
  const { operation, upstreamModel, body } = input;
  if (adapter.operations.has(operation)) {
    return { request: adapter.buildRequest({ ...input, dialect: null }), dialect: null, voice: null, unary: null };
  }
  const unary = question === null ? null : askUnary(question, { voices: adapter.questions, body, upstreamModel });
  if (question === null || unary === null) return notServed(operation);
  if (unary instanceof ApiError) return callersFault(unary.code, unary.message, unary.param);
  if (unary instanceof Untranslatable) return unsaid(unary);
  const asked = { ...input, operation: TRANSLATED_AS[question.kind], body: unary.body, raw: null, dialect: null };
  const request = adapter.buildRequest(asked);
  request.droppedHints.push(...unary.dropped);
  return { request, dialect: null, voice: null, unary };
}

/** What a provider is asked, whichever of its surfaces the caller chose. */
const TRANSLATED_AS = { embedding: 'embeddings', rerank: 'rerank' } as const;

function unsaid({ path, reason }: Untranslatable): UpstreamFailure {
  const message = `'${path}' is not supported for this model: ${reason}.`;
  return { ...callersFault('unsupported_parameter', message, path), fallback: true };
}

function notServed(operation: ProviderOperation): UpstreamFailure {
  return {
    errorCode: 'no_target',
    blame: 'platform',
    retryable: false,
    fallback: true,
    message: null,
    param: null,
    upstreamStatus: null,
    upstreamCode: `not_served:${operation}`,
    retryAfterMs: null,
  };
}

function callersFault(errorCode: UpstreamFailure['errorCode'], message: string, param: string | null): UpstreamFailure {
  return {
    errorCode,
    blame: 'caller',
    retryable: false,
    fallback: false,
    message,
    param,
    upstreamStatus: null,
    upstreamCode: 'untranslatable',
    retryAfterMs: null,
  };
}
