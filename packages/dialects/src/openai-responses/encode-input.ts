/** Turns as this wire's input items. */
import type { AssistantPart, Conversation, Message, ToolResultPart, UserPart } from '../conversation.js';
import { urlOfSource } from '../data-url.js';
import type { JsonObject, Untranslatable } from '../dialect.js';
import { untranslatable } from '../fields.js';
import { argumentsOf } from './output-items.js';
import { fileFields } from './media.js';
import { isOurSeal } from './sealed-thought.js';

/** Null: there is a sound among it, which this wire takes none of. */
export function encodeInput(conversation: Conversation): JsonObject[] | Untranslatable {
  const items: JsonObject[] = [];
  for (const message of conversation.messages) {
    const encoded = encodeMessage(message);
    if (encoded === null) return untranslatable(conversation, 'messages', 'the provider of this model takes no sound');
    for (const item of encoded) items.push(item);
  }
  return items;
}

function encodeMessage(message: Message): JsonObject[] | null {
  switch (message.role) {
    case 'system':
      return [{ role: 'system', content: message.parts.map(({ text }) => ({ type: 'input_text', text })) }];
    case 'user':
      return message.parts.some((part) => part.kind === 'audio') ? null : encodeUser(message.parts);
    case 'assistant':
      return message.parts.some((part) => part.kind === 'audio') ? null : encodeAssistant(message.parts);
  }
}

/** Results of tools are items of their own; what else was said around them stays in order. */
function encodeUser(parts: readonly UserPart[]): JsonObject[] {
  const items: JsonObject[] = [];
  let content: JsonObject[] | null = null;
  for (const part of parts) {
    if (part.kind === 'tool_result') {
      content = null;
      items.push(encodeResult(part));
      continue;
    }
    if (content === null) {
      content = [];
      items.push({ role: 'user', content });
    }
    content.push(...encodeContent(part));
  }
  return items;
}

function encodeResult({ callId, content }: ToolResultPart): JsonObject {
  const [only] = content;
  const isText = content.length === 1 && only?.kind === 'text';
  const output = isText ? only.text : content.flatMap(encodeContent);
  return { type: 'function_call_output', call_id: callId, output: content.length === 0 ? '' : output };
}

function encodeContent(part: Exclude<UserPart, ToolResultPart>): JsonObject[] {
  switch (part.kind) {
    case 'text':
      return [{ type: 'input_text', text: part.text }];
    case 'image':
      return [{ type: 'input_image', image_url: urlOfSource(part.source), detail: part.detail ?? 'auto' }];
    case 'file':
      return [{ type: 'input_file', ...fileFields(part) }];
    case 'audio':
      return [];
  }
}

/** Words that stand together are one message. */
function encodeAssistant(parts: readonly AssistantPart[]): JsonObject[] {
  const items: JsonObject[] = [];
  let content: JsonObject[] | null = null;
  for (const part of parts) {
    if (part.kind === 'text' || part.kind === 'refusal') {
      if (content === null) {
        content = [];
        items.push({ role: 'assistant', content });
      }
      content.push(
        part.kind === 'text' ? { type: 'output_text', text: part.text } : { type: 'refusal', refusal: part.text },
      );
      continue;
    }
    const item = encodeDeed(part);
    if (item === null) continue;
    content = null;
    items.push(item);
  }
  return items;
}

/**
 * Thoughts go back to the provider that sealed them and to nobody else: a signature is another wire's proof. A picture of
 * an earlier turn is an assistant's only by an id that its provider no longer knows.
 */
function encodeDeed(
  part: Extract<AssistantPart, { kind: 'thinking' | 'tool_call' | 'image' | 'audio' }>,
): JsonObject | null {
  if (part.kind === 'tool_call') {
    return { type: 'function_call', call_id: part.id, name: part.name, arguments: argumentsOf(part.arguments) };
  }
  if (part.kind !== 'thinking' || part.sealed === null || part.signature !== null || isOurSeal(part.sealed))
    return null;
  const summary = part.text === '' ? [] : [{ type: 'summary_text', text: part.text }];
  return { type: 'reasoning', summary, encrypted_content: part.sealed };
}
