/** Turns of the middle form as `contents`. */
import type {
  AssistantPart,
  Conversation,
  ImagePart,
  MediaSource,
  Message,
  ToolCallPart,
  ToolResultPart,
  UserPart,
} from '../conversation.js';
import type { JsonObject, Untranslatable } from '../dialect.js';

import { pathOf, untranslatable } from '../fields.js';
import { encodePart } from './encode-answer.js';
import { isInAccount, writeMedia } from './media.js';
import { mustSignCalls, NO_SIGNATURE } from './thinking.js';

export interface EncodedContents {
  readonly contents: readonly JsonObject[];
  /** Hints in the messages that were left out. */
  readonly dropped: readonly string[];
}

/** Neighbouring turns of one role are one. Thoughts of earlier turns stay behind: no Gemini model reads them. */
export function encodeContents(conversation: Conversation, upstreamModel: string): EncodedContents | Untranslatable {
  return new ContentsEncoder(conversation, upstreamModel).encode();
}

class ContentsEncoder {
  private readonly conversation: Conversation;
  private readonly signsCalls: boolean;
  private readonly contents: { role: 'user' | 'model'; parts: JsonObject[] }[] = [];
  /** Names of the functions called so far, by the calls' ids. */
  private readonly names = new Map<string, string>();
  private readonly dropped = new Set<string>();
  private refusal: Untranslatable | null = null;

  constructor(conversation: Conversation, upstreamModel: string) {
    this.conversation = conversation;
    this.signsCalls = mustSignCalls(upstreamModel);
  }

  encode(): EncodedContents | Untranslatable {
    for (const message of this.conversation.messages) this.addMessage(message);
    if (this.contents.length === 0) this.refuse('Gemini wants a message beside the instructions');
    return this.refusal ?? { contents: this.contents, dropped: [...this.dropped] };
  }

  private addMessage(message: Message): void {
    if (message.role === 'system') return this.refuse('Gemini takes instructions at the beginning only');
    if (message.name !== null) this.drop('name');
    if (message.role === 'user')
      this.addParts(
        'user',
        message.parts.flatMap((part) => this.usersPart(part)),
      );
    else this.addParts('model', this.modelsParts(message.parts));
  }

  private addParts(role: 'user' | 'model', parts: readonly JsonObject[]): void {
    if (parts.length === 0) return;
    const last = this.contents.at(-1);
    if (last?.role !== role) this.contents.push({ role, parts: [...parts] });
    else for (const part of parts) last.parts.push(part);
  }

  private usersPart(part: UserPart): JsonObject[] {
    switch (part.kind) {
      case 'text':
        return part.text === '' ? [] : [{ text: part.text }];
      case 'tool_result':
        return this.result(part);
      case 'file':
        if (part.name !== null) this.drop('filename');
        return this.media(part.source);
      case 'image':
      case 'audio':
        return this.media(part.source);
    }
  }

  private modelsParts(parts: readonly AssistantPart[]): JsonObject[] {
    let calls = 0;
    return parts.flatMap((part): JsonObject[] => {
      if (part.kind === 'thinking') {
        this.drop('thinking');
        return [];
      }
      if (part.kind === 'tool_call') {
        calls += 1;
        return this.call(part, calls === 1);
      }
      if ((part.kind === 'text' || part.kind === 'refusal') && part.text === '') return [];
      return [encodePart(part) ?? {}];
    });
  }

  /** Of several calls in a turn only the first carries a signature. */
  private call(part: ToolCallPart, isFirst: boolean): JsonObject[] {
    this.names.set(part.id, part.name);
    const written = encodePart(part);
    if (written === null) {
      this.refuse(`the arguments of the call ${printable(part.id)} are not a JSON object`);
      return [];
    }
    const mustSign = this.signsCalls && isFirst && part.signature === null;
    return [mustSign ? { ...written, thoughtSignature: NO_SIGNATURE } : written];
  }

  private result({ callId, name: given, content, isError }: ToolResultPart): JsonObject[] {
    const name = given ?? this.names.get(callId);
    if (name === undefined) {
      this.refuse(`no call before has the id ${printable(callId)}, and Gemini wants its function's name`);
      return [];
    }
    const text = content.flatMap((part) => (part.kind === 'text' ? part.text : [])).join('\n');
    const media = content.flatMap((part) => (part.kind === 'text' ? [] : this.media(part.source)));
    const response = isError ? { error: text } : { output: text };
    return [{ functionResponse: { id: callId, name, response, ...(media.length > 0 && { parts: media }) } }];
  }

  private media(source: MediaSource): JsonObject[] {
    // Google would read it with the platform's own rights.
    if (source.kind === 'url' && isInAccount(source.url)) this.refuse('files stored with Google are out of reach here');
    return [writeMedia(source)];
  }

  private drop(field: string): void {
    this.dropped.add(`${pathOf(this.conversation, 'messages')}[].${field}`);
  }

  private refuse(reason: string): void {
    this.refusal ??= untranslatable(this.conversation, 'messages', reason);
  }
}

/** Ids are the caller's own and end in a message. */
function printable(id: string): string {
  return `'${id.slice(0, 64).replace(/[^\w.-]/g, '?')}'`;
}

/** How closely all pictures are to be looked at: never less than any of them asks for; null: as the model thinks fit. */
export function resolutionOf(messages: readonly Message[]): string | null {
  const details = new Set<ImagePart['detail']>();
  for (const message of messages) {
    if (message.role === 'system') continue;
    for (const part of message.parts) if (part.kind === 'image') details.add(part.detail);
  }
  if (details.has('high')) return 'MEDIA_RESOLUTION_HIGH';
  return details.has('low') && details.size === 1 ? 'MEDIA_RESOLUTION_LOW' : null;
}
