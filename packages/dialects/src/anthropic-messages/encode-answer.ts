/** A whole answer as its caller gets it: a message. */
import { NO_USAGE } from '@turnpike/domain/usage';
import type { Answer } from '../answer.js';
import type { AssistantPart } from '../conversation.js';
import type { AnswerIdentity, JsonObject } from '../dialect.js';
import { writeStop } from './stop-reasons.js';
import { readInput } from './tool-input.js';
import { writeUsage } from './usage.js';

/** This wire has one choice; of several the first is given. */
export function encodeAnswer(answer: Answer, identity: AnswerIdentity): JsonObject {
  const [choice] = answer.choices;
  const parts = choice?.parts ?? [];
  const refusals = parts.flatMap((part) => (part.kind === 'refusal' ? [part.text] : []));
  const said = {
    calledTools: parts.some(({ kind }) => kind === 'tool_call'),
    refusal: refusals.length === 0 ? null : refusals.join(''),
  };
  return {
    ...openMessage(identity),
    content: parts.flatMap(blocksOf),
    ...writeStop(choice?.finish ?? null, said),
    usage: writeUsage(answer.usage ?? NO_USAGE),
  };
}

/** A message of which nothing is said yet. */
export function openMessage({ requestId, model }: AnswerIdentity): JsonObject {
  return {
    id: `msg_${requestId.slice(requestId.indexOf('_') + 1)}`,
    type: 'message',
    role: 'assistant',
    model,
    content: [],
    container: null,
    diagnostics: null,
    stop_reason: null,
    stop_sequence: null,
    stop_details: null,
  };
}

/** A block of text that has yet to begin, or is short enough to be given at once. */
export function textBlock(text: string): JsonObject {
  return { type: 'text', text, citations: null };
}

export function thinkingBlock(thinking: string, signature: string | null): JsonObject {
  return { type: 'thinking', thinking, signature: signature ?? '' };
}

export function redactedBlock(data: string): JsonObject {
  return { type: 'redacted_thinking', data };
}

export function toolUseBlock(call: { id: string; name: string }, input: JsonObject): JsonObject {
  return { type: 'tool_use', id: call.id, name: call.name, input, caller: { type: 'direct' } };
}

function blocksOf(part: AssistantPart): JsonObject[] {
  switch (part.kind) {
    case 'text':
    case 'refusal':
      return part.text === '' ? [] : [textBlock(part.text)];
    case 'thinking': {
      // Elsewhere a thought may be both told and sealed; here these are two blocks.
      const sealed = part.sealed === null ? [] : [redactedBlock(part.sealed)];
      const isTold = part.text !== '' || part.signature !== null;
      return isTold ? [thinkingBlock(part.text, part.signature), ...sealed] : sealed;
    }
    case 'tool_call':
      // A call whose arguments are no object can't be written here; it stays a call, and the tool will say what it lacks.
      return [toolUseBlock(part, readInput(part.arguments) ?? {})];
    case 'image':
    case 'audio':
      // This wire has no word for what a model draws or speaks.
      return [];
  }
}
