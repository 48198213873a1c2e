/** A conversation as a body of `generateContent`. The model and whether to stream are said by the path. */
import type { Conversation, ResponseFormat, Tool } from '../conversation.js';
import { Untranslatable } from '../dialect.js';
import type { EncodedRequest, JsonObject } from '../dialect.js';
import { dropCallBan, dropForeign, untranslatable } from '../fields.js';
import { isRecord } from '../json.js';
import { encodeContents, resolutionOf } from './encode-contents.js';
import { encodeThinking } from './thinking.js';

const MOST_CANDIDATES = 8;
const MOST_STOP_SEQUENCES = 5;
const MOST_LOGPROBS = 20;
/** Of an int32. */
const MOST_SEED = 2_147_483_647;

/** Refuses what the wire has no word for, by the caller's own name of it. */
export function encodeRequest(conversation: Conversation, upstreamModel: string): EncodedRequest | Untranslatable {
  const dropped = dropForeign(conversation);
  if (dropped instanceof Untranslatable) return dropped;
  const ban = dropCallBan(conversation);
  if (ban instanceof Untranslatable) return ban;
  const refusal = findUntranslatable(conversation);
  if (refusal !== null) return refusal;
  const turns = encodeContents(conversation, upstreamModel);
  if (turns instanceof Untranslatable) return turns;
  const instructions = conversation.system.filter(({ text }) => text !== '');
  const config = encodeConfig(conversation, upstreamModel);
  const body = {
    ...(instructions.length > 0 && { systemInstruction: { parts: instructions.map(({ text }) => ({ text })) } }),
    contents: turns.contents,
    ...encodeTools(conversation),
    ...(Object.keys(config).length > 0 && { generationConfig: config }),
  };
  return { body, dropped: [...dropped, ...ban, ...turns.dropped] };
}

function findUntranslatable(conversation: Conversation): Untranslatable | null {
  const { choices, stop, logprobs, seed } = conversation;
  if (choices > MOST_CANDIDATES)
    return untranslatable(conversation, 'choices', `Gemini makes ${MOST_CANDIDATES} candidates at most`);
  if (stop.length > MOST_STOP_SEQUENCES)
    return untranslatable(conversation, 'stop', `Gemini takes ${MOST_STOP_SEQUENCES} stop sequences at most`);
  if (logprobs !== null && logprobs > MOST_LOGPROBS)
    return untranslatable(conversation, 'logprobs', `Gemini gives ${MOST_LOGPROBS} alternatives at most`);
  if (seed !== null && (!Number.isInteger(seed) || Math.abs(seed) > MOST_SEED))
    return untranslatable(conversation, 'seed', 'Gemini takes whole numbers of 32 bits');
  return null;
}

/** What a mode's name promises: only with `VALIDATED` and `ANY` do arguments follow the schema to the letter. */
function encodeTools({ tools, toolChoice }: Conversation): JsonObject {
  if (tools.length === 0) return {};
  const isStrict = tools.some(({ strict }) => strict === true);
  const declared = { tools: [{ functionDeclarations: tools.map(encodeTool) }] };
  const calling = encodeToolChoice(toolChoice, isStrict);
  return calling === null ? declared : { ...declared, toolConfig: { functionCallingConfig: calling } };
}

function encodeTool({ name, description, parameters }: Tool): JsonObject {
  return {
    name,
    ...(description !== null && { description }),
    ...(parameters !== null && { parametersJsonSchema: parameters }),
  };
}

function encodeToolChoice(choice: Conversation['toolChoice'], isStrict: boolean): JsonObject | null {
  switch (choice?.kind) {
    case undefined:
      return isStrict ? { mode: 'VALIDATED' } : null;
    case 'auto':
      return { mode: isStrict ? 'VALIDATED' : 'AUTO' };
    case 'none':
      return { mode: 'NONE' };
    case 'required':
      return { mode: 'ANY' };
    case 'tool':
      return { mode: 'ANY', allowedFunctionNames: [choice.name] };
  }
}

function encodeConfig(conversation: Conversation, upstreamModel: string): JsonObject {
  const { choices, logprobs, reasoning, stop } = conversation;
  const said = {
    maxOutputTokens: conversation.maxOutputTokens,
    temperature: conversation.temperature,
    topP: conversation.topP,
    topK: conversation.topK,
    seed: conversation.seed,
    presencePenalty: conversation.presencePenalty,
    frequencyPenalty: conversation.frequencyPenalty,
    candidateCount: choices > 1 ? choices : null,
    stopSequences: stop.length > 0 ? stop : null,
    responseLogprobs: logprobs === null ? null : true,
    logprobs: logprobs === 0 ? null : logprobs,
    mediaResolution: resolutionOf(conversation.messages),
    thinkingConfig: reasoning === null ? null : encodeThinking(reasoning, upstreamModel),
  };
  const given = Object.entries(said).filter(([, value]) => value !== null);
  return { ...Object.fromEntries(given), ...encodeFormat(conversation.responseFormat) };
}

function encodeFormat(format: ResponseFormat | null): JsonObject {
  if (format === null || format.kind === 'text') return {};
  const responseMimeType = 'application/json';
  if (format.kind === 'json') return { responseMimeType };
  const { schema, description } = format;
  // The wire has no place for it but the schema's own.
  const isDescribed = description === null || !isRecord(schema) || schema.description !== undefined;
  return { responseMimeType, responseJsonSchema: isDescribed ? schema : { ...schema, description } };
}
