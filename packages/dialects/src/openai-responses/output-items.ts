/** Items of an answer, as this wire names them. */
import type { AssistantPart, ImagePart, JsonValue, TextPart, ThinkingPart, ToolCallPart } from '../conversation.js';
import type { Choice, TokenLogprob } from '../answer.js';
import type { JsonObject } from '../dialect.js';
import { isRecord } from '../json.js';
import { outputItemId } from './ids.js';
import { sealThought } from './sealed-thought.js';

export type ItemStatus = 'in_progress' | 'completed' | 'incomplete';

const ANNOTATIONS: ReadonlySet<unknown> = new Set([
  'url_citation',
  'file_citation',
  'container_file_citation',
  'file_path',
]);

/** Content of a message: words, or words of refusal. */
export function textContent(
  text: string,
  logprobs: readonly TokenLogprob[],
  annotations: readonly JsonValue[],
): JsonObject {
  return { type: 'output_text', annotations, logprobs: logprobs.map(logprobOf), text };
}

export function refusalContent(refusal: string): JsonObject {
  return { type: 'refusal', refusal };
}

export function messageItem(id: string, status: ItemStatus, content: readonly JsonObject[]): JsonObject {
  return { id, type: 'message', status, content, role: 'assistant' };
}

/** `text` is empty where thoughts aren't shown. */
export function reasoningItem(id: string, text: string, encrypted: string | null): JsonObject {
  const summary = text === '' ? [] : [{ type: 'summary_text', text }];
  return { id, type: 'reasoning', summary, ...(encrypted === null ? {} : { encrypted_content: encrypted }) };
}

/** What a thought comes to, shown or not. */
export function thoughtItem(id: string, { text, signature, sealed }: ThinkingPart, isShown: boolean): JsonObject {
  const hidden = isShown || text === '' ? null : text;
  return reasoningItem(id, isShown ? text : '', sealThought({ text: hidden, signature, sealed, callId: null }));
}

/** The signature of a tool call: that of a thought is all this wire has a place for. */
export function callSignatureItem(id: string, callId: string, signature: string): JsonObject {
  return reasoningItem(id, '', sealThought({ text: null, signature, sealed: null, callId }));
}

export function callItem(
  id: string,
  status: ItemStatus,
  call: Pick<ToolCallPart, 'id' | 'name' | 'arguments'>,
): JsonObject {
  return { id, type: 'function_call', status, arguments: call.arguments, call_id: call.id, name: call.name };
}

/** A picture that was made. */
export function imageItem(id: string, status: 'in_progress' | 'completed', base64: string | null): JsonObject {
  return { id, type: 'image_generation_call', status, result: base64 };
}

export function logprobOf({ token, logprob, bytes, alternatives }: TokenLogprob): JsonObject {
  const top = alternatives.map((one) => ({ token: one.token, logprob: one.logprob, bytes: one.bytes ?? [] }));
  return { token, logprob, bytes: bytes ?? [], top_logprobs: top };
}

/** Citations, where they are this wire's own. */
export function annotationsOf(annotations: readonly JsonValue[]): readonly JsonValue[] {
  return annotations.filter((one) => isRecord(one) && ANNOTATIONS.has(one.type) && !isRecord(one.url_citation));
}

/** Arguments are a JSON object; some providers say nothing where there are none. */
export function argumentsOf(text: string): string {
  return text.trim() === '' ? '{}' : text;
}

/** All items of an answer's choice, in the order they were said. The last one is as complete as the answer. */
export function outputItems(
  choice: Choice,
  { responseId, showsThoughts, status }: { responseId: string; showsThoughts: boolean; status: ItemStatus },
): JsonObject[] {
  const items: JsonObject[] = [];
  const texts = choice.parts.filter(({ kind }) => kind === 'text').length;
  // Places in a text mean nothing once it is in pieces.
  const extras = texts === 1 ? choice : { logprobs: null, annotations: [] };
  const id = (prefix: Parameters<typeof outputItemId>[0]) => outputItemId(prefix, responseId, items.length);
  let words: JsonObject[] | null = null;
  for (const part of choice.parts) {
    if (isWords(part)) {
      if (words === null) {
        words = [];
        items.push(messageItem(id('msg'), 'completed', words));
      }
      words.push(wordsOf(part, extras));
      continue;
    }
    words = null;
    if (part.kind === 'thinking') items.push(thoughtItem(id('rs'), part, showsThoughts));
    else if (part.kind === 'image') {
      const base64 = imageDataOf(part);
      if (base64 !== null) items.push(imageItem(id('ig'), 'completed', base64));
    } else if (part.kind === 'tool_call') {
      if (part.signature !== null) items.push(callSignatureItem(id('rs'), part.id, part.signature));
      items.push(callItem(id('fc'), 'completed', { ...part, arguments: argumentsOf(part.arguments) }));
    }
  }
  const last = items.at(-1);
  if (last !== undefined && 'status' in last) items[items.length - 1] = { ...last, status };
  return items;
}

/** Null for a picture that is elsewhere: this wire gives pictures by their bytes. */
export function imageDataOf({ source }: ImagePart): string | null {
  return source.kind === 'base64' ? source.data : null;
}

type Words = Extract<AssistantPart, { kind: 'text' | 'refusal' }>;

function isWords(part: AssistantPart): part is Words {
  return part.kind === 'text' || part.kind === 'refusal';
}

function wordsOf(part: Words, extras: Pick<Choice, 'logprobs' | 'annotations'>): JsonObject {
  if (part.kind === 'refusal') return refusalContent(part.text);
  return textContent((part satisfies TextPart).text, extras.logprobs ?? [], annotationsOf(extras.annotations));
}
