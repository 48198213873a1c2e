import { freshId } from '../answer/fresh-id.js';
import type { AnswerPlan } from '../answer/plan.js';
import { splitIntoPieces } from '../answer/reply.js';
import { alternativesTo, oddsOf } from '../answer/token-odds.js';
import type { TokenNumbers } from '../deliveries/delivery.js';
import type { Flavor } from './gemini-messages.js';
import { signCall } from './thought-signature.js';

/** What writes an answer on this wire. */
export interface GenerateWriter {
  flavor: Flavor;
  responseId: string;
  topLogprobs: number | undefined;
}

const FINISH_REASONS = {
  stop: 'STOP',
  length: 'MAX_TOKENS',
  tool_calls: 'STOP',
  refusal: 'SAFETY',
  filtered: 'STOP',
} as const;

const CATEGORIES = [
  'HARM_CATEGORY_HATE_SPEECH',
  'HARM_CATEGORY_DANGEROUS_CONTENT',
  'HARM_CATEGORY_HARASSMENT',
  'HARM_CATEGORY_SEXUALLY_EXPLICIT',
];

/** The whole response. */
export function renderGenerate(plan: AnswerPlan, writer: GenerateWriter): object {
  if (plan.finish === 'filtered')
    return envelope(writer, plan, { promptFeedback: renderBlock(), usage: usageOf(plan) });
  const parts =
    plan.refusal === undefined ? [...wordParts(plan), ...pictureParts(plan), ...callParts(plan, writer)] : [];
  const candidates = Array.from({ length: plan.choices }, (_, index) => ({
    ...(parts.length === 0 ? {} : { content: { parts, role: 'model' } }),
    ...renderFinish(plan),
    index,
    ...(writer.topLogprobs === undefined ? {} : renderLogprobs(plan.text, writer.topLogprobs)),
  }));
  return envelope(writer, plan, { candidates, usage: usageOf(plan) });
}

/** What every response says, a piece of a stream too. */
export function envelope(
  { responseId }: GenerateWriter,
  { model }: AnswerPlan,
  { usage, ...said }: { usage?: object | undefined; candidates?: object[]; promptFeedback?: object },
): object {
  return { ...said, ...(usage === undefined ? {} : { usageMetadata: usage }), modelVersion: model, responseId };
}

/** Why it ends, in Google's words. */
export function renderFinish({ finish, refusal }: AnswerPlan): object {
  if (refusal === undefined) return { finishReason: FINISH_REASONS[finish] };
  const safetyRatings = CATEGORIES.map((category, index) => ({
    category,
    probability: index === 0 ? 'HIGH' : 'NEGLIGIBLE',
    ...(index === 0 ? { blocked: true } : {}),
  }));
  return { finishReason: FINISH_REASONS[finish], finishMessage: refusal, safetyRatings };
}

/** A prompt that a filter stopped: there is no candidate then. */
export function renderBlock(): object {
  return { blockReason: 'PROHIBITED_CONTENT' };
}

export function pictureParts({ pictures }: AnswerPlan): object[] {
  return pictures.map((picture) => ({ inlineData: { mimeType: 'image/png', data: picture.toString('base64') } }));
}

/** Calls, the first of them signed. Vertex gives them no ids. */
export function callParts({ calls }: AnswerPlan, { flavor }: GenerateWriter): object[] {
  return calls.map(({ name, args }, index) => ({
    functionCall: { ...(flavor === 'gemini' ? { id: freshId('') } : {}), name, args },
    ...(index === 0 ? { thoughtSignature: signCall(name) } : {}),
  }));
}

/** How likely the pieces of a text were. */
export function renderLogprobs(text: string, alternatives: number): object {
  const pieces = splitIntoPieces(text, undefined);
  const chosen = pieces.map((piece) => toCandidate(oddsOf(piece)));
  const sum = chosen.reduce((total, { logProbability }) => total + logProbability, 0);
  return {
    avgLogprobs: chosen.length === 0 ? 0 : sum / chosen.length,
    logprobsResult: {
      chosenCandidates: chosen,
      topCandidates: pieces.map((piece) => ({ candidates: alternativesTo(piece, alternatives).map(toCandidate) })),
    },
  };
}

/** Google's usage: the cache is part of the prompt, thoughts are apart from the candidates. */
export function renderUsage(usage: TokenNumbers): object {
  const { promptTokens, cachedTokens, imageInputTokens, reasoningTokens, imageOutputTokens } = usage;
  const candidates = usage.completionTokens - reasoningTokens;
  return {
    promptTokenCount: promptTokens,
    candidatesTokenCount: candidates,
    totalTokenCount: promptTokens + usage.completionTokens,
    ...(cachedTokens === 0
      ? {}
      : {
          cachedContentTokenCount: cachedTokens,
          cacheTokensDetails: [{ modality: 'TEXT', tokenCount: cachedTokens }],
        }),
    promptTokensDetails: details(promptTokens - imageInputTokens, imageInputTokens),
    ...(imageOutputTokens === 0
      ? {}
      : { candidatesTokensDetails: details(candidates - imageOutputTokens, imageOutputTokens) }),
    ...(reasoningTokens === 0 ? {} : { thoughtsTokenCount: reasoningTokens }),
  };
}

function usageOf({ steering, usage }: AnswerPlan): object | undefined {
  return steering.omitUsage === true ? undefined : renderUsage(usage);
}

function wordParts({ thoughts, text, calls, pictures }: AnswerPlan): object[] {
  const silent = text === '' && (calls.length > 0 || pictures.length > 0);
  return [...(thoughts === '' ? [] : [{ text: thoughts, thought: true }]), ...(silent ? [] : [{ text }])];
}

function details(text: number, image: number): object[] {
  return [{ modality: 'TEXT', tokenCount: text }, ...(image === 0 ? [] : [{ modality: 'IMAGE', tokenCount: image }])];
}

function toCandidate({ token, logprob }: { token: string; logprob: number }): {
  token: string;
  logProbability: number;
} {
  return { token, logProbability: logprob };
}
