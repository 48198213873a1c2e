/** `messages` and `system` of a caller's body, in the middle form. */
import type {
  AssistantPart,
  FilePart,
  ImagePart,
  Message,
  TextPart,
  ToolResultPart,
  UserPart,
} from '../conversation.js';
import type { JsonObject } from '../dialect.js';
import { isRecord, listOf, textOf } from '../json.js';
import type { BodyReading } from './body-reading.js';
import { readDocument, readImage } from './decode-media.js';
import { writeInput } from './tool-input.js';

const MESSAGE = { known: new Set(['role', 'content']), hints: new Set<string>() };
// Citations of a text are its history: they ask for nothing.
const TEXT = { known: new Set(['type', 'text']), hints: new Set(['cache_control', 'citations']) };
const TOOL_USE = { known: new Set(['type', 'id', 'name', 'input']), hints: new Set(['cache_control', 'caller']) };
const TOOL_RESULT = {
  known: new Set(['type', 'tool_use_id', 'content', 'is_error']),
  hints: new Set(['cache_control']),
};
const SYSTEM_BLOCK = { known: new Set(['type', 'content']), hints: new Set(['cache_control']) };

/** `system`: a text, or blocks of text. */
export function readSystem(system: unknown, reading: BodyReading): TextPart[] {
  if (system === undefined || system === null) return [];
  return readTexts(system, 'system', reading);
}

export function readMessages(messages: unknown, reading: BodyReading): Message[] {
  const reader = new MessageReader(reading);
  for (const [index, message] of listOf(messages).entries()) reader.read(message, `messages[${index}]`);
  return reader.messages;
}

class MessageReader {
  readonly messages: Message[] = [];
  private readonly reading: BodyReading;
  private readonly toolNames = new Map<string, string>();

  constructor(reading: BodyReading) {
    this.reading = reading;
  }

  read(message: unknown, path: string): void {
    if (!isRecord(message)) return this.reading.refuse(path, 'must be an object');
    this.reading.noteOthers(message, `${path}.`, MESSAGE);
    const content = `${path}.content`;
    if (message.role === 'user') this.readUser(message.content, content);
    else if (message.role === 'assistant') {
      const parts = blocksOf(message.content, content, this.reading).flatMap(([block, at]) =>
        this.assistantPart(block, at),
      );
      this.messages.push({ role: 'assistant', parts, name: null });
    } else if (message.role === 'system') {
      this.messages.push({ role: 'system', parts: readTexts(message.content, content, this.reading) });
    } else this.reading.refuse(`${path}.role`, "must be 'user', 'assistant' or 'system'");
  }

  /** Instructions between a user's blocks part the turn. */
  private readUser(content: unknown, path: string): void {
    let parts: UserPart[] = [];
    const end = (): void => {
      if (parts.length > 0) this.messages.push({ role: 'user', parts, name: null });
      parts = [];
    };
    for (const [block, at] of blocksOf(content, path, this.reading)) {
      if (block.type === 'mid_conv_system') {
        end();
        this.reading.noteOthers(block, `${at}.`, SYSTEM_BLOCK);
        this.messages.push({ role: 'system', parts: readTexts(block.content, `${at}.content`, this.reading) });
      } else {
        const part = block.type === 'tool_result' ? this.toolResult(block, at) : plainPart(block, at, this.reading);
        if (part !== null) parts.push(part);
      }
    }
    end();
  }

  private assistantPart(block: JsonObject, path: string): AssistantPart[] {
    const { reading } = this;
    switch (block.type) {
      case 'text':
        return readText(block, path, reading);
      case 'tool_use':
        return this.toolUse(block, path);
      case 'thinking':
        if (typeof block.thinking !== 'string') reading.refuse(`${path}.thinking`, 'must be a string');
        return [
          {
            kind: 'thinking',
            text: stringOf(block.thinking),
            signature: textOf(block.signature) || null,
            sealed: null,
          },
        ];
      case 'redacted_thinking':
        if (typeof block.data !== 'string') reading.refuse(`${path}.data`, 'must be a string');
        return [{ kind: 'thinking', text: '', signature: null, sealed: stringOf(block.data) }];
      default:
        unknownBlock(block, path, reading);
        return [];
    }
  }

  private toolUse(block: JsonObject, path: string): AssistantPart[] {
    const { reading } = this;
    reading.noteOthers(block, `${path}.`, TOOL_USE);
    const { id, name, input } = block;
    if (typeof id !== 'string') reading.refuse(`${path}.id`, 'must be a string');
    if (typeof name !== 'string') reading.refuse(`${path}.name`, 'must be a string');
    const text = writeInput(input);
    if (text === null) reading.refuse(`${path}.input`, 'must be an object');
    this.toolNames.set(stringOf(id), stringOf(name));
    return [{ kind: 'tool_call', id: stringOf(id), name: stringOf(name), arguments: text ?? '{}', signature: null }];
  }

  private toolResult(block: JsonObject, path: string): ToolResultPart {
    const { reading } = this;
    reading.noteOthers(block, `${path}.`, TOOL_RESULT);
    const { tool_use_id: callId, content, is_error: isError } = block;
    if (typeof callId !== 'string') reading.refuse(`${path}.tool_use_id`, 'must be a string');
    const blocks = content === undefined || content === null ? [] : blocksOf(content, `${path}.content`, reading);
    return {
      kind: 'tool_result',
      callId: stringOf(callId),
      name: this.toolNames.get(stringOf(callId)) ?? null,
      content: blocks.flatMap(([inner, at]) => plainPart(inner, at, reading) ?? []),
      isError: isError === true,
    };
  }
}

function plainPart(block: JsonObject, path: string, reading: BodyReading): TextPart | ImagePart | FilePart | null {
  if (block.type === 'text') return readText(block, path, reading)[0] ?? null;
  if (block.type === 'image') return readImage(block, path, reading);
  if (block.type === 'document') return readDocument(block, path, reading);
  unknownBlock(block, path, reading);
  return null;
}

function readText(block: JsonObject, path: string, reading: BodyReading): TextPart[] {
  reading.noteOthers(block, `${path}.`, TEXT);
  if (typeof block.text !== 'string') reading.refuse(`${path}.text`, 'must be a string');
  return typeof block.text === 'string' ? [{ kind: 'text', text: block.text }] : [];
}

function readTexts(content: unknown, path: string, reading: BodyReading): TextPart[] {
  return blocksOf(content, path, reading).flatMap(([block, at]) => {
    if (block.type === 'text') return readText(block, at, reading);
    unknownBlock(block, at, reading);
    return [];
  });
}

/** What else the vendor has for blocks: its own tools and their results. */
function unknownBlock(block: JsonObject, path: string, reading: BodyReading): void {
  if (typeof block.type === 'string') reading.note(path, false);
  else reading.refuse(`${path}.type`, 'must be a string');
}

/** Blocks with their paths; a text is short for one block. */
function blocksOf(content: unknown, path: string, reading: BodyReading): [JsonObject, string][] {
  if (typeof content === 'string') return content === '' ? [] : [[{ type: 'text', text: content }, path]];
  if (!Array.isArray(content)) {
    reading.refuse(path, 'must be a string or an array of blocks');
    return [];
  }
  return (content as unknown[]).flatMap((block, index): [JsonObject, string][] => {
    if (isRecord(block)) return [[block, `${path}[${index}]`]];
    reading.refuse(`${path}[${index}]`, 'must be an object');
    return [];
  });
}

function stringOf(value: unknown): string {
  return textOf(value) ?? '';
}
