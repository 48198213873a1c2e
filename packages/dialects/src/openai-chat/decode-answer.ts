/** A provider's chat completion in the middle form. Never throws. */
import type { Answer, Choice } from '../answer.js';
import type { AssistantPart, JsonValue, ToolCallPart } from '../conversation.js';
import { sourceOfUrl } from '../data-url.js';
import type { JsonObject } from '../dialect.js';
import { isRecord, listOf, textOf } from '../json.js';
import { madeCallId, tagOf } from './call-id.js';
import { readFinish } from './finish-reason.js';
import { readLogprobs } from './logprobs.js';
import { readSignature } from './signature.js';
import { readUsage } from './usage.js';

/** What a piece of output says, whole or a delta of it. */
export type OutputPiece = Exclude<AssistantPart, { kind: 'tool_call' }>;

/** Null: it isn't a chat completion, or one that says that it failed. */
export function decodeAnswer(body: JsonObject): Answer | null {
  if (isRecord(body.error)) return null;
  const tag = tagOf(textOf(body.id) ?? '');
  const choices = listOf(body.choices).map((choice, index) => decodeChoice(choice, index, tag));
  if (choices.length === 0 || choices.includes(null)) return null;
  return { id: textOf(body.id), choices: choices as Choice[], usage: readUsage(body.usage, true).usage };
}

/** Everything a message, or a delta of one, says beside its tool calls, in the order it was made in. */
export function readOutput(message: JsonObject): OutputPiece[] {
  const pieces: OutputPiece[] = [];
  const say = (kind: 'text' | 'thinking' | 'refusal', text: unknown): void => {
    if (typeof text !== 'string' || text === '') return;
    pieces.push(kind === 'thinking' ? { kind, text, signature: null, sealed: null } : { kind, text });
  };
  // DeepSeek's and vLLM's name, then OpenRouter's; who sends both sends the same text twice.
  say('thinking', message.reasoning_content ?? message.reasoning);
  say('text', message.content);
  // Mistral's thinking models answer in parts.
  for (const part of listOf(message.content)) {
    if (!isRecord(part)) continue;
    if (part.type === 'text') say('text', part.text);
    if (part.type === 'thinking') for (const piece of listOf(part.thinking)) say('thinking', textIn(piece));
  }
  say('refusal', message.refusal);
  if (isRecord(message.audio)) say('text', message.audio.transcript);
  for (const image of listOf(message.images)) {
    const url = isRecord(image) && isRecord(image.image_url) ? textOf(image.image_url.url) : null;
    const source = url === null ? null : sourceOfUrl(url, 'image/png');
    if (source !== null) pieces.push({ kind: 'image', source, detail: null });
  }
  return pieces;
}

function decodeChoice(choice: unknown, position: number, tag: string): Choice | null {
  if (!isRecord(choice) || !isRecord(choice.message)) return null;
  const { message } = choice;
  const parts: AssistantPart[] = readOutput(message);
  for (const [index, call] of listOf(message.tool_calls).entries()) {
    const part = decodeCall(call, madeCallId(tag, { choice: position, call: index }));
    if (part !== null) parts.push(part);
  }
  const word = textOf(choice.finish_reason);
  const hasRefused = parts.some(({ kind }) => kind === 'refusal');
  const finish = word === null ? null : readFinish(word, hasRefused);
  if (word !== null && finish === null) return null;
  const annotations = listOf(message.annotations) as JsonValue[];
  return { parts, finish, logprobs: readLogprobs(choice.logprobs), annotations };
}

function decodeCall(call: unknown, madeId: string): ToolCallPart | null {
  const called = isRecord(call) ? call.function : null;
  if (!isRecord(call) || !isRecord(called)) return null;
  const name = textOf(called.name);
  if (name === null) return null;
  const id = textOf(call.id) ?? '';
  return {
    kind: 'tool_call',
    id: id === '' ? madeId : id,
    name,
    arguments: argumentsOf(called.arguments),
    signature: readSignature(call),
  };
}

/** JSON text; some servers hand over the object itself. */
function argumentsOf(given: unknown): string {
  if (typeof given === 'string') return given;
  return isRecord(given) ? JSON.stringify(given) : '';
}

function textIn(piece: unknown): unknown {
  return isRecord(piece) ? piece.text : piece;
}
