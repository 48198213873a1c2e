/** A conversation's turns as Cohere has them: results of tools are messages of their own, a plan goes with its calls. */
import type { AssistantPart, Conversation, Message, ToolResultPart, UserPart } from '../conversation.js';
import { urlOfSource } from '../data-url.js';
import type { JsonObject, Untranslatable } from '../dialect.js';
import { pathOf, untranslatable } from '../fields.js';

export interface EncodedMessages {
  readonly messages: readonly JsonObject[];
  /** Hints among the parts that were left out. */
  readonly dropped: readonly string[];
}

/** All turns, or the first thing in them that can't be said. */
export function encodeMessages(conversation: Conversation): EncodedMessages | Untranslatable {
  const encoder = new MessageEncoder(conversation);
  if (conversation.system.length > 0) encoder.add({ role: 'system', parts: conversation.system });
  for (const message of conversation.messages) encoder.add(message);
  return encoder.refusal ?? { messages: encoder.messages, dropped: [...encoder.dropped] };
}

class MessageEncoder {
  readonly messages: JsonObject[] = [];
  readonly dropped = new Set<string>();
  refusal: Untranslatable | null = null;
  private readonly conversation: Conversation;

  constructor(conversation: Conversation) {
    this.conversation = conversation;
  }

  add(message: Message): void {
    if (message.role !== 'system' && message.name !== null) this.drop('name');
    if (message.role === 'user') this.addUser(message.parts);
    else if (message.role === 'assistant') this.addAssistant(message.parts);
    else this.messages.push({ role: 'system', content: message.parts.map(({ text }) => ({ type: 'text', text })) });
  }

  /** In their order: results, and what the user says before, between and after them. */
  private addUser(parts: readonly UserPart[]): void {
    let content: JsonObject[] = [];
    const flush = (): void => {
      if (content.length > 0) this.messages.push({ role: 'user', content });
      content = [];
    };
    for (const part of parts) {
      if (part.kind === 'tool_result') {
        flush();
        this.addToolResult(part);
      } else {
        const block = this.userBlock(part);
        if (block !== null) content.push(block);
      }
    }
    flush();
  }

  private userBlock(part: Exclude<UserPart, ToolResultPart>): JsonObject | null {
    if (part.kind === 'text') return { type: 'text', text: part.text };
    if (part.kind !== 'image') return this.refuse(`it takes text and pictures, no ${part.kind}`);
    const { source, detail } = part;
    return { type: 'image_url', image_url: { url: urlOfSource(source), ...(detail === null ? {} : { detail }) } };
  }

  private addToolResult({ callId, content, isError }: ToolResultPart): void {
    // The result's own words say what went wrong.
    if (isError) this.drop('is_error');
    const blocks = content.flatMap((part) => {
      if (part.kind === 'text') return [{ type: 'text', text: part.text }];
      this.refuse('it takes text only as a tool’s result');
      return [];
    });
    this.messages.push({ role: 'tool', tool_call_id: callId, content: blocks });
  }

  private addAssistant(parts: readonly AssistantPart[]): void {
    const content: JsonObject[] = [];
    const calls: JsonObject[] = [];
    let plan = '';
    for (const part of parts) {
      if (part.kind === 'text' || part.kind === 'refusal') content.push({ type: 'text', text: part.text });
      else if (part.kind === 'thinking') plan += part.text;
      else if (part.kind === 'tool_call') {
        const { id, name, arguments: text } = part;
        calls.push({ id, type: 'function', function: { name, arguments: text.trim() === '' ? '{}' : text } });
      } else this.refuse('it takes pictures from users only');
    }
    // Thoughts belong to the calls they led to; those of a turn that is over are only hints.
    if (plan !== '' && calls.length === 0) this.drop('thinking');
    if (content.length === 0 && calls.length === 0) return;
    this.messages.push({
      role: 'assistant',
      ...(content.length > 0 ? { content } : {}),
      ...(calls.length > 0 ? { tool_calls: calls, ...(plan === '' ? {} : { tool_plan: plan }) } : {}),
    });
  }

  private drop(field: string): void {
    this.dropped.add(`${pathOf(this.conversation, 'messages')}[].${field}`);
  }

  private refuse(reason: string): null {
    this.refusal ??= untranslatable(this.conversation, 'messages', reason);
    return null;
  }
}
