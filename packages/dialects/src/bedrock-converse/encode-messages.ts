/**
 * A conversation's turns as Converse has them: user and assistant in turn, so neighbours become one; results of tools
 * first within a user's turn; instructions in between right behind it; nothing empty; bytes in base64, as nothing is
 * fetched from the web.
 */
import type {
  AssistantPart,
  Conversation,
  FilePart,
  MediaSource,
  Message,
  ThinkingPart,
  ToolCallPart,
  ToolResultPart,
  UserPart,
} from '../conversation.js';
import type { JsonObject, Untranslatable } from '../dialect.js';
import { pathOf, untranslatable } from '../fields.js';
import { parseObject } from '../json.js';
import { formatOf } from './media-formats.js';

const MOST_NAME_LENGTH = 200;
const MOST_ID_LENGTH = 64;

interface Turn {
  readonly role: Message['role'];
  content: JsonObject[];
}

export interface EncodedMessages {
  /** Instructions, the conversation's own and those before the first turn. */
  readonly system: readonly JsonObject[];
  readonly messages: readonly Turn[];
  /** Hints among the parts that were left out. */
  readonly dropped: readonly string[];
}

/** All turns, or the first thing in them that can't be said. */
export function encodeMessages(conversation: Conversation): EncodedMessages | Untranslatable {
  const encoder = new MessageEncoder(conversation);
  encoder.add({ role: 'system', parts: conversation.system });
  for (const message of conversation.messages) encoder.add(message);
  return encoder.refusal ?? encoder.end();
}

class MessageEncoder {
  refusal: Untranslatable | null = null;
  private readonly conversation: Conversation;
  private readonly system: JsonObject[] = [];
  private readonly turns: Turn[] = [];
  private readonly dropped = new Set<string>();
  private readonly documentNames = new Set<string>();
  /** They speak to the model's next turn, so what the user says before it comes first. */
  private instructions: JsonObject[] = [];

  constructor(conversation: Conversation) {
    this.conversation = conversation;
  }

  add(message: Message): void {
    if (message.role === 'system') {
      const texts = message.parts.flatMap(textBlock);
      (this.turns.length === 0 ? this.system : this.instructions).push(...texts);
      return;
    }
    if (message.name !== null) this.drop('name');
    const blocks =
      message.role === 'user'
        ? message.parts.flatMap((part) => this.userBlocks(part))
        : message.parts.flatMap((part) => this.assistantBlocks(part));
    if (blocks.length === 0) return;
    if (message.role === 'assistant') this.placeInstructions();
    const last = this.turns.at(-1);
    if (last?.role === message.role) last.content.push(...blocks);
    else this.turns.push({ role: message.role, content: blocks });
  }

  end(): EncodedMessages {
    this.placeInstructions();
    for (const turn of this.turns) if (turn.role === 'user') turn.content = resultsFirst(turn.content);
    return { system: this.system, messages: this.turns, dropped: [...this.dropped] };
  }

  private placeInstructions(): void {
    if (this.instructions.length > 0) this.turns.push({ role: 'system', content: this.instructions });
    this.instructions = [];
  }

  private userBlocks(part: UserPart): JsonObject[] {
    switch (part.kind) {
      case 'text':
        return textBlock(part);
      case 'image':
        if (part.detail === 'low' || part.detail === 'high') this.drop('detail');
        return this.mediaBlock('image', part.source);
      case 'audio':
        return this.mediaBlock('audio', part.source);
      case 'file':
        return this.documentBlock(part);
      case 'tool_result':
        return this.toolResultBlock(part);
    }
  }

  private assistantBlocks(part: AssistantPart): JsonObject[] {
    switch (part.kind) {
      case 'text':
      case 'refusal':
        return textBlock(part);
      case 'tool_call':
        return this.toolUseBlock(part);
      case 'thinking':
        return this.thinkingBlock(part);
      case 'image':
      case 'audio':
        return this.refuse('it takes pictures and sounds from users only');
    }
  }

  private mediaBlock(kind: 'image' | 'audio', source: MediaSource): JsonObject[] {
    const where = this.sourceOf(source);
    if (where === null) return [];
    const format = formatOf(kind, source.mediaType);
    if (format === null) return this.refuse(`it takes no ${kind} of type '${source.mediaType ?? 'unknown'}'`);
    return [{ [kind]: { format, source: where } }];
  }

  private documentBlock({ source, name }: FilePart): JsonObject[] {
    const where = this.sourceOf(source);
    if (where === null) return [];
    const format = formatOf('file', source.mediaType);
    if (format === null) return this.refuse(`it takes no document of type '${source.mediaType ?? 'unknown'}'`);
    return [{ document: { format, name: this.documentName(name), source: where } }];
  }

  private sourceOf(source: MediaSource): JsonObject | null {
    if (source.kind === 'base64') return { bytes: source.data };
    if (source.url.startsWith('s3://')) return { s3Location: { uri: source.url } };
    this.refuse('it fetches nothing from the web; send the data itself');
    return null;
  }

  /** Letters, digits, single spaces, hyphens, parentheses and brackets, and no name twice: more isn't taken there. */
  private documentName(given: string | null): string {
    const bare = (given ?? '').slice(0, MOST_NAME_LENGTH).replace(/\.[A-Za-z0-9]{1,5}$/, '');
    const base =
      bare
        .replace(/[^A-Za-z0-9\s()[\]-]+/g, '-')
        .replace(/\s+/g, ' ')
        .trim() || 'document';
    let name = base;
    for (let n = this.documentNames.size + 1; this.documentNames.has(name); n += 1) name = `${base} (${n})`;
    this.documentNames.add(name);
    return name;
  }

  private toolResultBlock({ callId, content, isError }: ToolResultPart): JsonObject[] {
    const blocks = content.flatMap((part) => this.userBlocks(part));
    const status = isError ? { status: 'error' } : {};
    return [{ toolResult: { toolUseId: toolUseId(callId), content: blocks, ...status } }];
  }

  private toolUseBlock({ id, name, arguments: text }: ToolCallPart): JsonObject[] {
    const input = text.trim() === '' ? {} : parseObject(text);
    if (input === null) return this.refuse('it takes only JSON objects as arguments of a tool call');
    return [{ toolUse: { toolUseId: toolUseId(id), name, input } }];
  }

  private thinkingBlock({ text, signature, sealed }: ThinkingPart): JsonObject[] {
    if (sealed !== null) return [{ reasoningContent: { redactedContent: sealed } }];
    if (signature !== null) return [{ reasoningContent: { reasoningText: { text, signature } } }];
    // Thoughts of others bear no signature, and without one they are refused; an answer doesn't need them.
    this.drop('thinking');
    return [];
  }

  private refuse(reason: string): [] {
    this.refusal ??= untranslatable(this.conversation, 'messages', reason);
    return [];
  }

  private drop(field: string): void {
    this.dropped.add(`${pathOf(this.conversation, 'messages')}[].${field}`);
  }
}

/** None for a text of nothing but space, which is refused there. */
function textBlock({ text }: { text: string }): JsonObject[] {
  return text.trim() === '' ? [] : [{ text }];
}

/** Ids of other providers may hold what is refused there; the same id always comes to the same. */
function toolUseId(id: string): string {
  const clean = id.replace(/[^a-zA-Z0-9_.:-]/g, (character) => `_${character.charCodeAt(0).toString(16)}_`);
  return clean === '' ? 'call' : clean.slice(-MOST_ID_LENGTH);
}

function resultsFirst(content: JsonObject[]): JsonObject[] {
  const results = content.filter((block) => block.toolResult !== undefined);
  return results.length === 0 ? content : [...results, ...content.filter((block) => block.toolResult === undefined)];
}
