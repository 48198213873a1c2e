/**
 * The turns of a conversation as this wire wants them: user and assistant in turn, results of tools first within a turn,
 * instructions in between right behind a user's turn, nothing empty.
 */
import type { AssistantPart, Message, TextPart, ToolResultPart, UserPart } from '../conversation.js';
import type { JsonObject } from '../dialect.js';
import { documentBlock, imageBlock } from './encode-media.js';
import type { RequestWriting } from './request-writing.js';
import { readInput } from './tool-input.js';

interface Turn {
  readonly role: Message['role'];
  content: JsonObject[];
}

export interface EncodedMessages {
  /** Instructions that come before the first turn. */
  readonly system: JsonObject[];
  readonly messages: readonly Turn[];
}

export function encodeMessages(messages: readonly Message[], writing: RequestWriting): EncodedMessages {
  const turns: Turn[] = [];
  const system: JsonObject[] = [];
  let instructions: JsonObject[] = [];
  const placeInstructions = (): void => {
    if (instructions.length > 0) turns.push({ role: 'system', content: instructions });
    instructions = [];
  };
  for (const message of messages) {
    if (message.role === 'system') {
      (turns.length === 0 ? system : instructions).push(...textBlocks(message.parts));
      continue;
    }
    if (message.name !== null) writing.drop('messages', '[].name');
    const content =
      message.role === 'user'
        ? message.parts.flatMap((part) => userBlocks(part, writing))
        : message.parts.flatMap((part) => assistantBlocks(part, writing));
    if (content.length === 0) continue;
    // They speak to the model's next turn, so what the user says before it comes first.
    if (message.role === 'assistant' && turns.at(-1)?.role === 'user') placeInstructions();
    const last = turns.at(-1);
    if (last?.role === message.role) last.content.push(...content);
    else turns.push({ role: message.role, content });
  }
  placeInstructions();
  for (const turn of turns) if (turn.role === 'user') turn.content = resultsFirst(turn.content);
  return { system, messages: turns };
}

export function textBlocks(parts: readonly TextPart[]): JsonObject[] {
  return parts.flatMap(({ text }) => textBlock(text));
}

/** None for a text of nothing but space, which this wire refuses. */
function textBlock(text: string): JsonObject[] {
  return text.trim() === '' ? [] : [{ type: 'text', text }];
}

function userBlocks(part: UserPart, writing: RequestWriting): JsonObject[] {
  switch (part.kind) {
    case 'text':
      return textBlock(part.text);
    case 'image':
      return [imageBlock(part, writing)];
    case 'file':
      return [documentBlock(part, writing)];
    case 'tool_result':
      return [toolResultBlock(part, writing)];
    case 'audio':
      writing.refuse('messages', 'it takes no sound');
      return [];
  }
}

function toolResultBlock({ callId, content, isError }: ToolResultPart, writing: RequestWriting): JsonObject {
  const blocks = content.flatMap((part) => userBlocks(part, writing));
  return {
    type: 'tool_result',
    tool_use_id: toolUseId(callId),
    ...(blocks.length === 0 ? {} : { content: blocks }),
    ...(isError ? { is_error: true } : {}),
  };
}

function assistantBlocks(part: AssistantPart, writing: RequestWriting): JsonObject[] {
  switch (part.kind) {
    case 'text':
    case 'refusal':
      return textBlock(part.text);
    case 'thinking':
      if (part.sealed !== null) return [{ type: 'redacted_thinking', data: part.sealed }];
      if (part.signature !== null) return [{ type: 'thinking', thinking: part.text, signature: part.signature }];
      // Thoughts of others bear no signature, and without one they are refused; an answer doesn't need them.
      writing.drop('messages', '[].thinking');
      return [];
    case 'tool_call': {
      const input = readInput(part.arguments);
      if (input === null) writing.refuse('messages', 'it takes only JSON objects as arguments of a tool call');
      return [{ type: 'tool_use', id: toolUseId(part.id), name: part.name, input: input ?? {} }];
    }
    case 'image':
    case 'audio':
      writing.refuse('messages', `it takes no ${part.kind === 'image' ? 'pictures' : 'sound'} of an assistant`);
      return [];
  }
}

/** Ids of other providers may hold what this wire refuses; the same id always comes to the same. */
function toolUseId(id: string): string {
  const clean = id.replace(/[^a-zA-Z0-9_-]/g, (character) => `_${character.charCodeAt(0).toString(16)}_`);
  return clean === '' ? 'call' : clean;
}

function resultsFirst(content: JsonObject[]): JsonObject[] {
  const results = content.filter(({ type }) => type === 'tool_result');
  return results.length === 0 ? content : [...results, ...content.filter(({ type }) => type !== 'tool_result')];
}
