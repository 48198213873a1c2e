/** A provider's `GenerateContentResponse`, whole, in the middle form. */
import type { Answer, Choice } from '../answer.js';
import type { AssistantPart, JsonValue } from '../conversation.js';
import type { JsonObject } from '../dialect.js';
import { isRecord, textOf } from '../json.js';
import { recordOf, recordsIn } from '../reading.js';
import { readFilterMessage, readFinishReason } from './finish-reason.js';
import { jsonOf, writeJson } from './json-text.js';
import { readLogprobs } from './logprobs.js';
import { readUsageMetadata } from './usage.js';

/** Null: it is none. A prompt that was blocked is answered by one choice that holds nothing. Never throws. */
export function decodeAnswer(body: JsonObject): Answer | null {
  const id = textOf(body.responseId);
  const { usage } = readUsageMetadata(body.usageMetadata);
  const candidates = recordsIn(body.candidates);
  if (candidates.length > 0)
    return { id, choices: candidates.map((one, index) => decodeCandidate(one, index, id)), usage };
  if (!isBlocked(body)) return null;
  return { id, choices: [{ parts: [], finish: BLOCKED, logprobs: null, annotations: [] }], usage };
}

const BLOCKED = { reason: 'filtered', sequence: null } as const;

/** Whether the prompt was refused before any answer. */
export function isBlocked(body: JsonObject): boolean {
  return textOf(recordOf(body.promptFeedback).blockReason) !== null;
}

function decodeCandidate(candidate: JsonObject, index: number, responseId: string | null): Choice {
  const parts: AssistantPart[] = [];
  let calls = 0;
  for (const part of recordsIn(recordOf(candidate.content).parts)) {
    const decoded = decodePart(part, (name, args) => callIdOf({ responseId, choice: index, call: calls, name, args }));
    if (decoded === null) continue;
    if (decoded.kind === 'tool_call') calls += 1;
    addPart(parts, decoded);
  }
  const refusal = readFilterMessage(candidate);
  if (refusal !== null) parts.push({ kind: 'refusal', text: refusal });
  return {
    parts,
    finish: readFinishReason(candidate.finishReason, calls > 0),
    logprobs: readLogprobs(candidate.logprobsResult),
    annotations: annotationsOf(candidate),
  };
}

/** Neighbouring texts are one, and so are neighbouring thoughts. */
function addPart(parts: AssistantPart[], part: AssistantPart): void {
  const last = parts.at(-1);
  if (part.kind === 'text' && last?.kind === 'text') parts[parts.length - 1] = { ...last, text: last.text + part.text };
  else if (part.kind === 'thinking' && last?.kind === 'thinking') {
    parts[parts.length - 1] = { ...last, text: last.text + part.text };
  } else parts.push(part);
}

/** Null for what has no place in the middle form, such as code that Google ran: it can't come unless asked for. */
export function decodePart(part: JsonObject, idOf: (name: string, args: string) => string): AssistantPart | null {
  const text = textOf(part.text);
  if (text !== null && text !== '') {
    // No signature: what proves a thought stands beside the call that came of it.
    return part.thought === true ? { kind: 'thinking', text, signature: null, sealed: null } : { kind: 'text', text };
  }
  if (isRecord(part.functionCall)) return decodeCall(part.functionCall, textOf(part.thoughtSignature), idOf);
  return isRecord(part.inlineData) && part.thought !== true ? decodeMedia(part.inlineData) : null;
}

function decodeCall(
  call: JsonObject,
  signature: string | null,
  idOf: (name: string, args: string) => string,
): AssistantPart | null {
  const name = textOf(call.name);
  if (name === null) return null;
  const args = isRecord(call.args) ? (writeJson(call.args) ?? '{}') : '{}';
  return { kind: 'tool_call', id: textOf(call.id) || idOf(name, args), name, arguments: args, signature };
}

function decodeMedia({ mimeType, data }: JsonObject): AssistantPart | null {
  if (typeof mimeType !== 'string' || typeof data !== 'string') return null;
  const source = { kind: 'base64', mediaType: mimeType, data } as const;
  if (/^image\//i.test(mimeType)) return { kind: 'image', source, detail: null };
  return /^audio\//i.test(mimeType) ? { kind: 'audio', source } : null;
}

const ANNOTATIONS = ['citationMetadata', 'groundingMetadata', 'urlContextMetadata'] as const;

function annotationsOf(candidate: JsonObject): JsonValue[] {
  return ANNOTATIONS.flatMap((name) => (isRecord(candidate[name]) ? jsonOf({ [name]: candidate[name] }) : []));
}

/**
 * An id for a call that has none, and its result is to name: the answer's own id makes it unique in a conversation; where
 * there is none either, what the call says.
 */
export function callIdOf(call: {
  responseId: string | null;
  choice: number;
  call: number;
  name: string;
  args: string;
}): string {
  const answer = call.responseId?.replace(/[^\w-]/g, '').slice(0, 40) || hashOf(`${call.name} ${call.args}`);
  return `call_${answer}_${call.choice}_${call.call}`;
}

/** FNV-1a, 32 bits: of the beginning, which tells calls apart. */
function hashOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < Math.min(text.length, 4_096); at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return (hash >>> 0).toString(36);
}
