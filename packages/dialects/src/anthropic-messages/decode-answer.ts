/** A provider's whole answer in the middle form. */
import type { Answer } from '../answer.js';
import type { AssistantPart, JsonValue } from '../conversation.js';
import type { JsonObject } from '../dialect.js';
import { isRecord, listOf, textOf } from '../json.js';
import { recordsIn } from '../reading.js';
import { readFinish } from './stop-reasons.js';
import { writeInput } from './tool-input.js';
import { readUsage } from './usage.js';

/** Null for what is no message. Blocks of tools that the provider ran itself are passed over. */
export function decodeAnswer(body: JsonObject): Answer | null {
  if (body.type === 'error' || !Array.isArray(body.content)) return null;
  const blocks = recordsIn(body.content);
  const finish = readFinish(body.stop_reason, body.stop_sequence);
  const explanation = explanationOf(body.stop_details);
  const annotations = blocks.flatMap((block) => listOf(block.citations)) as JsonValue[];
  return {
    id: textOf(body.id),
    choices: [{ parts: withRefusal(blocks.flatMap(readPart), explanation), finish, logprobs: null, annotations }],
    usage: readUsage(body.usage),
  };
}

/** Why the model or the provider declined, in words that are fit to be shown. */
export function explanationOf(details: unknown): string | null {
  return isRecord(details) && details.type === 'refusal' ? textOf(details.explanation) || null : null;
}

/** The explanation may be what was said already: then these words are the refusal. */
function withRefusal(parts: AssistantPart[], explanation: string | null): AssistantPart[] {
  if (explanation === null) return parts;
  const said = parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');
  const others = said === explanation ? parts.filter(({ kind }) => kind !== 'text') : parts;
  return [...others, { kind: 'refusal', text: explanation }];
}

function readPart(block: JsonObject): AssistantPart[] {
  switch (block.type) {
    case 'text':
      return [{ kind: 'text', text: textOf(block.text) ?? '' }];
    case 'thinking': {
      const text = textOf(block.thinking) ?? '';
      return [{ kind: 'thinking', text, signature: textOf(block.signature) || null, sealed: null }];
    }
    case 'redacted_thinking':
      return [{ kind: 'thinking', text: '', signature: null, sealed: textOf(block.data) ?? '' }];
    case 'tool_use': {
      const id = textOf(block.id) ?? '';
      const name = textOf(block.name) ?? '';
      return [{ kind: 'tool_call', id, name, arguments: writeInput(block.input) ?? '{}', signature: null }];
    }
    default:
      return [];
  }
}
