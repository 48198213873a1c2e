/**
 * Asks a provider something small on an admin's behalf. Takes a target and a question, gives what came back in time;
 * never throws for what a provider does, never logs, and no answer carries the credential. Its connections are its own:
 * a provider that is being tried out can't hold up calls.
 */
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { surface as embeddingSurface } from '@turnpike/dialects/openai-embeddings/surface';
import { newId, publicId } from '@turnpike/domain/ids';
import { inputTokensOf, outputTokensOf } from '@turnpike/domain/usage';
import { createEgress } from '@turnpike/egress/egress-client';
import { EgressError } from '@turnpike/egress/egress-error';
import { collectResponse, type CollectedResponse } from '@turnpike/egress/response-buffer';
import type { EgressCall } from '@turnpike/egress/egress';
import type { ProbeOutcome, ProbeTarget, ProviderProbe } from '@turnpike/management/providers/target-probe';
import { surface as chatSurface } from '@turnpike/dialects/openai-chat/surface';
import { createSigningServices } from '@turnpike/pipeline/signing-services';
import { loadAdapter } from '@turnpike/providers/adapter-registry';
import { prepareCall } from '@turnpike/providers/prepare-call';
import {
  CredentialRefused,
  type FailureContext,
  type ModelListRequest,
  type ProviderAdapter,
  type UpstreamRequest,
} from '@turnpike/providers/provider-adapter';
import { classifyTransportError } from '@turnpike/providers/transport-failure';
import { answerText, chatAnswer, cleaned, probeBody } from './probe-body.js';

/** From the first byte out to the last byte in. */
const WITHIN_MS = 15_000;
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;
const CONNECTIONS_PER_ORIGIN = 4;
const MAX_MODELS = 200;

type CallRequest = Parameters<ProviderProbe['call']>[1];
type CallOutcome = Awaited<ReturnType<ProviderProbe['call']>>;
type ListOutcome = Awaited<ReturnType<ProviderProbe['listModels']>>;

/** What one exchange came to: an answer of success, or why there is none. */
type Exchange = { outcome: ProbeOutcome; body: Buffer | null; param: string | null };

@Injectable()
export class EgressProbe implements ProviderProbe, OnModuleDestroy {
  readonly #egress = createEgress({ connectionsPerOrigin: CONNECTIONS_PER_ORIGIN, headersTimeoutMs: WITHIN_MS });
  readonly #signing = createSigningServices(this.#egress);
  readonly #withinMs: number;

  constructor(withinMs: number = WITHIN_MS) {
    this.#withinMs = withinMs;
  }

  async onModuleDestroy(): Promise<void> {
    await this.#egress.destroy();
  }

  async listModels(target: ProbeTarget): Promise<ListOutcome> {
    const adapter = await loadAdapter(target.kind);
    if (adapter === null) return { ...noAdapter(target), models: [], modelCount: 0 };
    const request = adapter.buildModelListRequest(target, publicId('request', newId()));
    const context = { target, upstreamModel: '', publicModel: '' };
    const { outcome, body } = await this.#ask(adapter, request, context);
    const names = body === null ? [] : adapter.readModelList(body);
    if (names === null) {
      const error = { code: 'upstream_error', reason: 'The answer is no list of models.' };
      return { ...outcome, ok: false, error, models: [], modelCount: 0 };
    }
    return { ...outcome, models: names.slice(0, MAX_MODELS), modelCount: names.length };
  }

  async call(target: ProbeTarget, request: CallRequest): Promise<CallOutcome> {
    const adapter = await loadAdapter(target.kind);
    if (adapter === null) return { ...noAdapter(target), tokens: null, text: null };
    const first = await this.#call(adapter, { ...request, target }, probeBody(request, 'max_tokens'));
    // Newer models of some vendors refuse the older name of the bound, and say so.
    const exchange =
      first.param === 'max_tokens'
        ? await this.#call(adapter, { ...request, target }, probeBody(request, 'max_completion_tokens'))
        : first;
    const { outcome, body } = exchange;
    if (body === null) return { ...outcome, tokens: null, text: null };
    const { text, usage } =
      request.operation === 'embeddings'
        ? { text: null, usage: adapter.readUnaryUsage(body, request.operation).usage }
        : readChat(adapter, body, target.credential);
    const tokens = usage === null ? null : { input: inputTokensOf(usage), output: outputTokensOf(usage) };
    return { ...outcome, tokens, text };
  }

  #call(adapter: ProviderAdapter, request: CallRequest & { target: ProbeTarget }, body: object): Promise<Exchange> {
    const { operation, upstreamModel, target } = request;
    const asked = { ...body };
    const prepared = prepareCall(adapter, {
      operation,
      surface: operation === 'embeddings' ? null : chatSurface,
      question: operation === 'embeddings' ? { kind: 'embedding', surface: embeddingSurface } : null,
      conversation: () => chatSurface.decodeRequest(asked),
      body: asked,
      raw: null,
      upstreamModel,
      stream: false,
      target,
      requestId: publicId('request', newId()),
    });
    if ('errorCode' in prepared) {
      const { errorCode: code, message, param } = prepared;
      const reason = message ?? `Providers of the kind "${target.kind}" don't serve ${operation}.`;
      const outcome = { ok: false, status: null, latencyMs: 0, error: { code, reason } };
      return Promise.resolve({ outcome, body: null, param });
    }
    return this.#ask(adapter, prepared.request, { target, upstreamModel, publicModel: upstreamModel });
  }

  async #ask(
    adapter: ProviderAdapter,
    unsigned: UpstreamRequest | ModelListRequest,
    context: FailureContext,
  ): Promise<Exchange> {
    const startedAt = performance.now();
    const elapsed = () => Math.round(performance.now() - startedAt);
    let call: EgressCall | undefined;
    const timer = setTimeout(() => call?.abort(TOO_LATE), this.#withinMs);
    try {
      const options = { maxBytes: MAX_ANSWER_BYTES, onCall: (begun: EgressCall) => (call = begun) };
      const request = await (adapter.sign?.(unsigned, context.target, this.#signing) ?? unsigned);
      const answer = await collectResponse(this.#egress, request, options);
      return judge(adapter, answer, { context, latencyMs: elapsed() });
    } catch (cause) {
      if (cause instanceof CredentialRefused) {
        const error = { code: 'upstream_rejected_credential', reason: cause.message };
        return { outcome: { ok: false, status: null, latencyMs: elapsed(), error }, body: null, param: null };
      }
      if (!(cause instanceof EgressError)) throw cause;
      return { outcome: this.#lost(cause, elapsed()), body: null, param: null };
    } finally {
      clearTimeout(timer);
    }
  }

  #lost(cause: EgressError, latencyMs: number): ProbeOutcome {
    const late = cause.code === TOO_LATE;
    const code = late ? 'upstream_timeout' : classifyTransportError(cause).errorCode;
    const reason = late
      ? `No complete answer within ${this.#withinMs / 1000} seconds.`
      : `${WORDS[cause.kind]} (${cause.code}).`;
    return { ok: false, status: null, latencyMs, error: { code, reason } };
  }
}

/** What a chat answer says, whichever wire it came by, and what it used. */
function readChat(adapter: ProviderAdapter, body: Buffer, credential: string) {
  if (adapter.speaks.has(chatSurface.dialect)) {
    return { text: answerText(body, credential), usage: adapter.readUnaryUsage(body, 'chat.completions').usage };
  }
  const answer = adapter.voice === null ? null : chatAnswer(body, adapter.voice);
  return answer === null ? { text: null, usage: null } : { ...answer, text: cleaned(answer.text, credential) };
}

const TOO_LATE = 'probe_timeout';

const WORDS: Readonly<Record<EgressError['kind'], string>> = {
  connect: 'No connection to the base URL',
  timeout_headers: 'Connected, but no answer in time',
  timeout_body: 'The answer stopped in the middle',
  reset: 'The connection was lost before an answer',
  cut: 'The connection was lost in the middle of the answer',
  aborted: 'The test was ended',
  breaker_open: 'Not asked',
  protocol: 'The answer is no HTTP that is accepted here',
};

function judge(
  adapter: ProviderAdapter,
  answer: CollectedResponse,
  { context, latencyMs }: { context: FailureContext; latencyMs: number },
): Exchange {
  const { status, body } = answer;
  if (status >= 200 && status <= 299) {
    return { outcome: { ok: true, status, latencyMs, error: null }, body, param: null };
  }
  const failure = adapter.classifyAnswer(answer, context);
  const reason = adapter.explainAnswer(answer, context) ?? `The provider answered ${status} without saying why.`;
  const error = { code: failure.errorCode, reason };
  return { outcome: { ok: false, status, latencyMs, error }, body: null, param: failure.param };
}

function noAdapter({ kind }: ProbeTarget): ProbeOutcome {
  const error = { code: 'no_target', reason: `No adapter speaks "${kind}".` };
  return { ok: false, status: null, latencyMs: 0, error };
}
