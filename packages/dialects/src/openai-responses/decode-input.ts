/**
 * Input items as turns. This wire has an item for each thing said, thought, asked of a tool or heard from one; a turn of
 * the middle form holds what one side did before the other's turn came.
 */
import { ApiError } from '@turnpike/errors/api-error';
import type { AssistantPart, Message, TextPart, ToolResultPart, UserPart } from '../conversation.js';
import type { JsonObject } from '../dialect.js';
import { isRecord, listOf, textOf } from '../json.js';
import { recordOf } from '../reading.js';
import type { FieldFindings } from '../field-findings.js';
import { decodeAssistantContent, decodeSystemContent, decodeToolContent, decodeUserContent } from './decode-content.js';
import { isUnsaid } from './unsaid.js';
import { openThought } from './sealed-thought.js';

export interface Turns {
  /** Instructions before anything else was said. */
  readonly system: readonly TextPart[];
  readonly messages: readonly Message[];
}

/** The turns of an input whose references were resolved. */
export function decodeInput(input: unknown, findings: FieldFindings): Turns {
  const turns = new TurnBuilder();
  if (typeof input === 'string') turns.user([{ kind: 'text', text: input }]);
  else if (Array.isArray(input))
    input.forEach((item: unknown, index) => decodeItem(item, `input[${index}]`, { turns, findings }));
  else if (!isUnsaid(input)) findings.invalid('input', 'must be a string or an array of items');
  return turns;
}

/** What an item is; this wire lets a message and a reference go without saying so. */
export function itemTypeOf(item: JsonObject): string | null {
  if (typeof item.type === 'string') return item.type;
  if (typeof item.role === 'string') return 'message';
  return typeof item.id === 'string' && isUnsaid(item.type) ? 'item_reference' : null;
}

interface Reading {
  readonly turns: TurnBuilder;
  readonly findings: FieldFindings;
}

function decodeItem(item: unknown, path: string, { turns, findings }: Reading): void {
  if (!isRecord(item)) return findings.invalid(path, 'must be an object');
  switch (itemTypeOf(item)) {
    case 'message':
      return decodeMessage(item, path, { turns, findings });
    case 'function_call':
      return decodeCall(item, path, { turns, findings });
    case 'function_call_output':
      return decodeResult(item, path, { turns, findings });
    case 'reasoning':
      return decodeReasoning(item, turns);
    case 'item_reference': {
      const message = `Item with id '${(textOf(item.id) ?? '').slice(0, 200)}' not found.`;
      findings.error ??= new ApiError('not_found', { message, param: path });
      return;
    }
    case null:
      return findings.invalid(`${path}.type`, 'must be a string');
    default:
      findings.meaning(path);
  }
}

function decodeMessage(item: JsonObject, path: string, { turns, findings }: Reading): void {
  if (!isUnsaid(item.phase)) findings.hint(`${path}.phase`);
  const at = `${path}.content`;
  switch (item.role) {
    case 'user':
      return turns.user(decodeUserContent(item.content, at, findings));
    case 'assistant':
      return turns.assistant(decodeAssistantContent(item.content, at, findings));
    case 'system':
    case 'developer':
      return turns.instruct(decodeSystemContent(item.content, at, findings));
    default:
      findings.invalid(`${path}.role`, "must be one of 'user', 'assistant', 'system' and 'developer'");
  }
}

function decodeCall(item: JsonObject, path: string, { turns, findings }: Reading): void {
  noteCaller(item, path, findings);
  const [id, name, args] = [textOf(item.call_id), textOf(item.name), textOf(item.arguments)];
  if (id === null) return findings.invalid(`${path}.call_id`, 'must be a string');
  if (name === null) return findings.invalid(`${path}.name`, 'must be a string');
  if (args === null) return findings.invalid(`${path}.arguments`, 'must be a string');
  turns.call(id, name, args);
}

function decodeResult(item: JsonObject, path: string, { turns, findings }: Reading): void {
  noteCaller(item, path, findings);
  const callId = textOf(item.call_id);
  if (callId === null) return findings.invalid(`${path}.call_id`, 'must be a string');
  turns.result(callId, textOf(item.name), decodeToolContent(item.output, `${path}.output`, findings));
}

/** Calls out of a program or a namespace, which only this wire's own providers run. */
function noteCaller(item: JsonObject, path: string, findings: FieldFindings): void {
  if (!isUnsaid(item.namespace)) findings.meaning(`${path}.namespace`);
  if (!isUnsaid(item.caller) && recordOf(item.caller).type !== 'direct') findings.meaning(`${path}.caller`);
}

function decodeReasoning(item: JsonObject, turns: TurnBuilder): void {
  const kept = typeof item.encrypted_content === 'string' ? openThought(item.encrypted_content) : null;
  if (kept?.callId !== undefined && kept.callId !== null) return turns.signCall(kept.callId, kept.signature);
  const shown = [...listOf(item.summary), ...listOf(item.content)].flatMap((part) => textOf(recordOf(part).text) ?? []);
  const text = kept?.text ?? shown.join('\n\n');
  const [signature, sealed] = [kept?.signature ?? null, kept?.sealed ?? null];
  if (text !== '' || signature !== null || sealed !== null)
    turns.assistant([{ kind: 'thinking', text, signature, sealed }]);
}

class TurnBuilder implements Turns {
  readonly system: TextPart[] = [];
  readonly messages: Message[] = [];
  /** Parts of the last message, while more of the same side may join it. */
  private open: { kind: 'assistant'; parts: AssistantPart[] } | { kind: 'results'; parts: UserPart[] } | null = null;
  private readonly names = new Map<string, string>();
  private readonly signatures = new Map<string, string | null>();

  user(parts: UserPart[]): void {
    this.open = null;
    this.messages.push({ role: 'user', parts, name: null });
  }

  instruct(parts: TextPart[]): void {
    if (this.messages.length === 0) this.system.push(...parts);
    else {
      this.open = null;
      this.messages.push({ role: 'system', parts });
    }
  }

  assistant(parts: AssistantPart[]): void {
    if (this.open?.kind !== 'assistant') {
      this.open = { kind: 'assistant', parts: [] };
      this.messages.push({ role: 'assistant', parts: this.open.parts, name: null });
    }
    for (const part of parts) this.open.parts.push(part);
  }

  signCall(id: string, signature: string | null): void {
    this.signatures.set(id, signature);
  }

  call(id: string, name: string, args: string): void {
    this.names.set(id, name);
    this.assistant([{ kind: 'tool_call', id, name, arguments: args, signature: this.signatures.get(id) ?? null }]);
  }

  result(callId: string, name: string | null, content: ToolResultPart['content']): void {
    if (this.open?.kind !== 'results') {
      this.open = { kind: 'results', parts: [] };
      this.messages.push({ role: 'user', parts: this.open.parts, name: null });
    }
    const known = name ?? this.names.get(callId) ?? null;
    this.open.parts.push({ kind: 'tool_result', callId, name: known, content, isError: false });
  }
}
