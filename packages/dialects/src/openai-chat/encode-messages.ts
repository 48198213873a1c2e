/**
 * Turns of the middle form as OpenAI's messages.
 *
 * What is text only goes as one text: many who speak this wire know no lists of parts. A turn with results of tools is
 * split: the results have a role of their own and must follow their calls at once, so they come before whatever else the
 * turn holds. Pictures and files of a result follow all of them in a user's message that names the call, since a tool's
 * message holds text alone.
 *
 * Thoughts of earlier turns are left out, unlisted: the wire has no word for them, and models do without. For vendors
 * that insist on having them back, those beside tool calls are at hand by {@link UNSIGNED_THOUGHT}.
 */
import type {
  AssistantPart,
  AudioPart,
  Conversation,
  FilePart,
  ImagePart,
  Message,
  TextPart,
  ThinkingPart,
  ToolResultPart,
  UserPart,
} from '../conversation.js';
import { urlOfSource } from '../data-url.js';
import { type JsonObject, Untranslatable } from '../dialect.js';
import { pathOf } from '../fields.js';
import { UNSIGNED_THOUGHT } from './thoughts.js';

type MediaPart = ImagePart | AudioPart | FilePart;
/** Instructions and turns of several texts are paragraphs; pieces of an answer were one text before. */
const PARAGRAPH = '\n\n';

const AUDIO_FORMATS: Readonly<Record<string, string>> = {
  'audio/wav': 'wav',
  'audio/wave': 'wav',
  'audio/x-wav': 'wav',
  'audio/mpeg': 'mp3',
  'audio/mp3': 'mp3',
};

export function encodeMessages(conversation: Conversation): JsonObject[] | Untranslatable {
  const messages: JsonObject[] = [];
  if (conversation.system.length > 0) messages.push({ role: 'system', content: joinTexts(conversation.system) });
  for (const message of conversation.messages) {
    const encoded = encodeMessage(message);
    if (typeof encoded === 'string') return new Untranslatable(pathOf(conversation, 'messages'), encoded);
    messages.push(...encoded);
  }
  return messages;
}

/** A turn's messages, or why there are none. */
function encodeMessage(message: Message): JsonObject[] | string {
  switch (message.role) {
    case 'system':
      return [{ role: 'system', content: joinTexts(message.parts) }];
    case 'assistant':
      return encodeAssistant(message);
    case 'user':
      return encodeUser(message);
  }
}

function encodeUser({ parts, name }: Extract<Message, { role: 'user' }>): JsonObject[] | string {
  const results = parts.filter((part): part is ToolResultPart => part.kind === 'tool_result');
  const own = parts.filter((part): part is Exclude<UserPart, ToolResultPart> => part.kind !== 'tool_result');
  const media = results.flatMap(mediaOf);
  const messages: JsonObject[] = results.map(encodeResult);
  for (const content of [media, own]) {
    if (content.length === 0) continue;
    const encoded = encodeContent(content);
    if (typeof encoded === 'object' && 'why' in encoded) return encoded.why;
    messages.push({ role: 'user', content: encoded, ...(name === null ? {} : { name }) });
  }
  // A turn of nothing is still one: roles may have to take turns.
  return messages.length > 0 ? messages : [{ role: 'user', content: '', ...(name === null ? {} : { name }) }];
}

function encodeResult({ callId, content, isError }: ToolResultPart): JsonObject {
  const text = joinTexts(content.filter((part) => part.kind === 'text'));
  // The wire can't mark a failure; models know this word.
  return { role: 'tool', tool_call_id: callId, content: isError ? `Error: ${text}` : text };
}

function mediaOf({ callId, content }: ToolResultPart): (TextPart | MediaPart)[] {
  const media = content.filter((part): part is ImagePart | FilePart => part.kind !== 'text');
  return media.length === 0 ? [] : [{ kind: 'text', text: `Result of tool call ${callId}:` }, ...media];
}

function encodeContent(parts: readonly (TextPart | MediaPart)[]): string | JsonObject[] | { why: string } {
  const texts = parts.filter((part) => part.kind === 'text');
  if (texts.length === parts.length) return joinTexts(texts);
  const encoded: JsonObject[] = [];
  for (const part of parts) {
    const one = encodePart(part);
    if (typeof one === 'string') return { why: one };
    encoded.push(one);
  }
  return encoded;
}

function encodePart(part: TextPart | MediaPart): JsonObject | string {
  switch (part.kind) {
    case 'text':
      return { type: 'text', text: part.text };
    case 'image': {
      const detail = part.detail === null ? {} : { detail: part.detail };
      return { type: 'image_url', image_url: { url: urlOfSource(part.source), ...detail } };
    }
    case 'audio': {
      if (part.source.kind === 'url') return 'the provider of this model takes no sound by its address';
      const format = AUDIO_FORMATS[part.source.mediaType.toLowerCase()];
      if (format === undefined) return 'the provider of this model takes sound as wav or mp3 only';
      return { type: 'input_audio', input_audio: { data: part.source.data, format } };
    }
    case 'file': {
      if (part.source.kind === 'url') return 'the provider of this model takes no file by its address';
      return { type: 'file', file: { filename: part.name ?? 'document', file_data: urlOfSource(part.source) } };
    }
  }
}

function encodeAssistant({ parts, name }: Extract<Message, { role: 'assistant' }>): JsonObject[] | string {
  if (parts.some(({ kind }) => kind === 'image' || kind === 'audio'))
    return 'the provider of this model takes no pictures or sounds in what an assistant said';
  const content = textOf(parts, 'text');
  const refusal = textOf(parts, 'refusal');
  const calls = parts.filter((part) => part.kind === 'tool_call');
  // Nothing but thoughts, which have no place here.
  if (content === '' && refusal === '' && calls.length === 0) return [];
  const toolCalls = calls.map((call) => {
    return { id: call.id, type: 'function', function: { name: call.name, arguments: call.arguments } };
  });
  const thought = calls.length === 0 ? '' : unsignedThought(parts);
  return [
    {
      role: 'assistant',
      content: content === '' ? null : content,
      ...(thought === '' ? {} : { [UNSIGNED_THOUGHT]: thought }),
      ...(refusal === '' ? {} : { refusal }),
      ...(toolCalls.length === 0 ? {} : { tool_calls: toolCalls }),
      ...(name === null ? {} : { name }),
    },
  ];
}

function unsignedThought(parts: readonly AssistantPart[]): string {
  return parts.flatMap((part) => (part.kind === 'thinking' && isUnsigned(part) ? [part.text] : [])).join('');
}

function isUnsigned({ signature, sealed }: ThinkingPart): boolean {
  return (signature ?? '') === '' && (sealed ?? '') === '';
}

function textOf(parts: readonly AssistantPart[], kind: 'text' | 'refusal'): string {
  return parts.flatMap((part) => (part.kind === kind ? [part.text] : [])).join('');
}

function joinTexts(parts: readonly TextPart[]): string {
  return parts.map(({ text }) => text).join(PARAGRAPH);
}
