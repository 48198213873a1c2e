import { freshId } from '../answer/fresh-id.js';
import type { AnswerPlan } from '../answer/plan.js';
import { alternativesTo, oddsOf, type TokenOdds } from '../answer/token-odds.js';
import { splitIntoPieces } from '../answer/reply.js';
import { sayAsTones, wavHeader } from '../audio/wav.js';
import type { ChatRequest } from './chat-request.js';
import type { CompletionIdentity } from './completion-identity.js';
import { toOpenAiUsage } from './openai-usage.js';

/** What writes an answer on this wire: the request as this wire knows it, and what all parts of the answer share. */
export interface ChatWriter {
  request: Pick<ChatRequest, 'includeUsage' | 'topLogprobs' | 'sound'>;
  identity: CompletionIdentity;
}

const FINISH_REASONS = {
  stop: 'stop',
  length: 'length',
  tool_calls: 'tool_calls',
  refusal: 'stop',
  filtered: 'content_filter',
} as const;

const SOUND_LIFE_S = 3_600;

/** The whole completion. */
export function renderChat(plan: AnswerPlan, writer: ChatWriter): object {
  const { identity } = writer;
  return {
    id: identity.id,
    object: 'chat.completion',
    created: identity.created,
    model: identity.model,
    choices: Array.from({ length: plan.choices }, (_, index) => ({
      index,
      message: renderMessage(plan, writer),
      logprobs: renderLogprobs(plan, writer.request.topLogprobs),
      finish_reason: finishReasonOf(plan),
    })),
    ...(plan.steering.omitUsage === true ? {} : { usage: toOpenAiUsage(plan.usage) }),
    service_tier: 'default',
    system_fingerprint: identity.fingerprint,
  };
}

/** Why it ends, in OpenAI's words. */
export function finishReasonOf({ finish }: AnswerPlan): string {
  return FINISH_REASONS[finish];
}

/** The text as sound: a wave file, or its bare samples. */
export function soundOf(text: string, format: 'wav' | 'pcm16'): Buffer {
  const samples = sayAsTones(text, 1);
  return format === 'wav' ? Buffer.concat([wavHeader(samples.length), samples]) : samples;
}

/** When a sound is forgotten, in Unix seconds. */
export function soundExpiry(identity: CompletionIdentity): number {
  return identity.created + SOUND_LIFE_S;
}

/** How likely the pieces of a text were, in OpenAI's shape. */
export function renderOdds(pieces: readonly string[], alternatives: number): object[] {
  return pieces.map((piece) => ({
    ...renderToken(oddsOf(piece)),
    top_logprobs: alternativesTo(piece, alternatives).map(renderToken),
  }));
}

function renderMessage(plan: AnswerPlan, { request, identity }: ChatWriter): object {
  const { text, refusal, calls, thoughts, steering } = plan;
  const silent = calls.length > 0 && text === '';
  const { sound } = request;
  return {
    role: 'assistant',
    content: refusal !== undefined || silent || sound !== undefined ? null : text,
    ...(steering.showThoughts === true ? { reasoning_content: thoughts } : {}),
    refusal: refusal ?? null,
    annotations: [],
    ...(calls.length === 0 ? {} : { tool_calls: calls.map(renderCall) }),
    ...(sound === undefined || silent || refusal !== undefined
      ? {}
      : {
          audio: {
            id: freshId('audio_'),
            data: soundOf(text, sound).toString('base64'),
            expires_at: soundExpiry(identity),
            transcript: text,
          },
        }),
  };
}

function renderCall({ name, json }: AnswerPlan['calls'][number]): object {
  return { id: freshId('call_'), type: 'function', function: { name, arguments: json } };
}

function renderLogprobs({ text, refusal }: AnswerPlan, alternatives: number | undefined): object | null {
  if (alternatives === undefined) return null;
  const odds = (words: string): object[] => renderOdds(splitIntoPieces(words, undefined), alternatives);
  return { content: refusal === undefined ? odds(text) : null, refusal: refusal === undefined ? null : odds(refusal) };
}

function renderToken({ token, logprob }: TokenOdds): object {
  return { token, logprob, bytes: [...Buffer.from(token)] };
}
