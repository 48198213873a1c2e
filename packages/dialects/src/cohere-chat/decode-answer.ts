/** A whole answer of Cohere's chat. */
import type { Answer } from '../answer.js';
import type { AssistantPart } from '../conversation.js';
import type { JsonObject } from '../dialect.js';
import { isRecord, listOf, textOf } from '../json.js';
import { recordOf, recordsIn } from '../reading.js';
import { FAILED, readFinish, readLogprobs } from './finish.js';
import { readChatUsage } from './usage.js';

/** See `Voice.decodeAnswer`. A generation that failed is no answer. Citations have no place elsewhere. */
export function decodeAnswer(body: JsonObject): Answer | null {
  const { message } = body;
  if (!isRecord(message) || body.finish_reason === FAILED) return null;
  const logprobs = Array.isArray(body.logprobs) ? readLogprobs(body.logprobs) : null;
  const choice = { parts: readMessage(message), finish: readFinish(body.finish_reason), logprobs, annotations: [] };
  return { id: textOf(body.id), choices: [choice], usage: readChatUsage(body.usage) };
}

/** A plan is thought of before the calls it leads to. */
function readMessage({ content, tool_plan: plan, tool_calls: calls }: JsonObject): AssistantPart[] {
  const planned = typeof plan === 'string' && plan !== '' ? [thought(plan)] : [];
  return [...planned, ...listOf(content).flatMap(readBlock), ...recordsIn(calls).flatMap(readCall)];
}

function readBlock(block: unknown): AssistantPart[] {
  const { text, thinking } = recordOf(block);
  if (typeof thinking === 'string') return [thought(thinking)];
  return typeof text === 'string' ? [{ kind: 'text', text }] : [];
}

function readCall({ id, function: called }: JsonObject): AssistantPart[] {
  const { name, arguments: text } = recordOf(called);
  if (typeof id !== 'string' || typeof name !== 'string') return [];
  // None are an object without members, on every wire.
  return [{ kind: 'tool_call', id, name, arguments: textOf(text)?.trim() || '{}', signature: null }];
}

function thought(text: string): AssistantPart {
  return { kind: 'thinking', text, signature: null, sealed: null };
}
