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
import type { FieldFindings } from '../field-findings.js';
import { isRecord, listOf, textOf } from '../json.js';
import { readDocument, readImage } from './decode-media.js';
import { writeInput } from './tool-input.js';

const MESSAGE = { read: new Set(['role', 'content']), hints: new Set<string>() };
// Citations of a text are its history: they ask for nothing.
const TEXT = { read: new Set(['type', 'text']), hints: new Set(['cache_control', 'citations']) };
const TOOL_USE = { read: new Set(['type', 'id', 'name', 'input']), hints: new Set(['cache_control', 'caller']) };
const TOOL_RESULT = {
  read: new Set(['type', 'tool_use_id', 'content', 'is_error']),
  hints: new Set(['cache_control']),
};
const SYSTEM_BLOCK = { read: new Set(['type', 'content']), hints: new Set(['cache_control']) };

/** `system`: a text, or blocks of text. */
export function readSystem(system: unknown, findings: FieldFindings): TextPart[] {
  if (system === undefined || system === null) return [];
  return readTexts(system, 'system', findings);
}

export function readMessages(messages: unknown, findings: FieldFindings): Message[] {
  const reader = new MessageReader(findings);
  for (const [index, message] of listOf(messages).entries()) reader.read(message, `messages[${index}]`);
  return reader.messages;
}

class MessageReader {
  readonly messages: Message[] = [];
  private readonly findings: FieldFindings;
  private readonly toolNames = new Map<string, string>();

  constructor(findings: FieldFindings) {
    this.findings = findings;
  }

  read(message: unknown, path: string): void {
    if (!isRecord(message)) return this.findings.invalid(path, 'must be an object');
    this.findings.rest(message, path, MESSAGE);
    const content = `${path}.content`;
    if (message.role === 'user') this.readUser(message.content, content);
    else if (message.role === 'assistant') {
      const parts = blocksOf(message.content, content, this.findings).flatMap(([block, at]) =>
        this.assistantPart(block, at),
      );
      this.messages.push({ role: 'assistant', parts, name: null });
    } else if (message.role === 'system') {
      this.messages.push({ role: 'system', parts: readTexts(message.content, content, this.findings) });
    } else this.findings.invalid(`${path}.role`, "must be 'user', 'assistant' or 'system'");
  }

  /** Instructions between a user's blocks part the turn. */
  private readUser(content: unknown, path: string): void {
    let parts: UserPart[] = [];
    const end = (): void => {
      if (parts.length > 0) this.messages.push({ role: 'user', parts, name: null });
      parts = [];
    };
    for (const [block, at] of blocksOf(content, path, this.findings)) {
      if (block.type === 'mid_conv_system') {
        end();
        this.findings.rest(block, at, SYSTEM_BLOCK);
        this.messages.push({ role: 'system', parts: readTexts(block.content, `${at}.content`, this.findings) });
      } else {
        const part = block.type === 'tool_result' ? this.toolResult(block, at) : plainPart(block, at, this.findings);
        if (part !== null) parts.push(part);
      }
    }
    end();
  }

  private assistantPart(block: JsonObject, path: string): AssistantPart[] {
    const { findings } = this;
    switch (block.type) {
      case 'text':
        return readText(block, path, findings);
      case 'tool_use':
        return this.toolUse(block, path);
      case 'thinking':
        if (typeof block.thinking !== 'string') findings.invalid(`${path}.thinking`, 'must be a string');
        return [
          {
            kind: 'thinking',
            text: stringOf(block.thinking),
            signature: textOf(block.signature) || null,
            sealed: null,
          },
        ];
      case 'redacted_thinking':
        if (typeof block.data !== 'string') findings.invalid(`${path}.data`, 'must be a string');
        return [{ kind: 'thinking', text: '', signature: null, sealed: stringOf(block.data) }];
      default:
        unknownBlock(block, path, findings);
        return [];
    }
  }

  private toolUse(block: JsonObject, path: string): AssistantPart[] {
    const { findings } = this;
    findings.rest(block, path, TOOL_USE);
    const { id, name, input } = block;
    if (typeof id !== 'string') findings.invalid(`${path}.id`, 'must be a string');
    if (typeof name !== 'string') findings.invalid(`${path}.name`, 'must be a string');
    const text = writeInput(input);
    if (text === null) findings.invalid(`${path}.input`, 'must be an object');
    this.toolNames.set(stringOf(id), stringOf(name));
    return [{ kind: 'tool_call', id: stringOf(id), name: stringOf(name), arguments: text ?? '{}', signature: null }];
  }

  private toolResult(block: JsonObject, path: string): ToolResultPart {
    const { findings } = this;
    findings.rest(block, path, TOOL_RESULT);
    const { tool_use_id: callId, content, is_error: isError } = block;
    if (typeof callId !== 'string') findings.invalid(`${path}.tool_use_id`, 'must be a string');
    const blocks = content === undefined || content === null ? [] : blocksOf(content, `${path}.content`, findings);
    return {
      kind: 'tool_result',
      callId: stringOf(callId),
      name: this.toolNames.get(stringOf(callId)) ?? null,
      content: blocks.flatMap(([inner, at]) => plainPart(inner, at, findings) ?? []),
      isError: isError === true,
    };
  }
}

function plainPart(block: JsonObject, path: string, findings: FieldFindings): TextPart | ImagePart | FilePart | null {
  if (block.type === 'text') return readText(block, path, findings)[0] ?? null;
  if (block.type === 'image') return readImage(block, path, findings);
  if (block.type === 'document') return readDocument(block, path, findings);
  unknownBlock(block, path, findings);
  return null;
}

function readText(block: JsonObject, path: string, findings: FieldFindings): TextPart[] {
  findings.rest(block, path, TEXT);
  if (typeof block.text !== 'string') findings.invalid(`${path}.text`, 'must be a string');
  return typeof block.text === 'string' ? [{ kind: 'text', text: block.text }] : [];
}

function readTexts(content: unknown, path: string, findings: FieldFindings): TextPart[] {
  return blocksOf(content, path, findings).flatMap(([block, at]) => {
    if (block.type === 'text') return readText(block, at, findings);
    unknownBlock(block, at, findings);
    return [];
  });
}

/** What else the vendor has for blocks: its own tools and their results. */
function unknownBlock(block: JsonObject, path: string, findings: FieldFindings): void {
  if (typeof block.type === 'string') findings.meaning(path);
  else findings.invalid(`${path}.type`, 'must be a string');
}

/** Blocks with their paths; a text is short for one block. */
function blocksOf(content: unknown, path: string, findings: FieldFindings): [JsonObject, string][] {
  if (typeof content === 'string') return content === '' ? [] : [[{ type: 'text', text: content }, path]];
  if (!Array.isArray(content)) {
    findings.invalid(path, 'must be a string or an array of blocks');
    return [];
  }
  return (content as unknown[]).flatMap((block, index): [JsonObject, string][] => {
    if (isRecord(block)) return [[block, `${path}[${index}]`]];
    findings.invalid(`${path}[${index}]`, 'must be an object');
    return [];
  });
}

function stringOf(value: unknown): string {
  return textOf(value) ?? '';
}
