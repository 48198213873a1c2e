import { countChatPromptTokens } from '@turnpike/domain/token-count';
import { freshId } from '../answer/fresh-id.js';
import { invalidValue, isObject, missing, wrongType, type Body } from '../openai/fields.js';
import { invalidRequest, type OpenAiError } from '../openai/openai-error.js';
import { BYTES_PER_SECOND, readSound, secondsOf } from './sound.js';

/** One item; what its other fields are depends on `type`. */
export interface Item extends Body {
  id: string;
  type: string;
}

/** What a prompt costs, kind by kind. */
export interface PromptTokens {
  text: number;
  audio: number;
  image: number;
}

const TYPES = ['message', 'function_call', 'function_call_output'];
const PARTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  system: { input_text: 'text' },
  user: { input_text: 'text', input_audio: 'audio', input_image: 'image_url' },
  assistant: { output_text: 'text' },
};
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  message: [],
  function_call: ['name', 'arguments'],
  function_call_output: ['call_id', 'output'],
};
/** One for each 100 ms of what a person says, and for each 50 ms of what the model said, as OpenAI counts. */
const USER_TOKENS_PER_SECOND = 10;
const MODEL_TOKENS_PER_SECOND = 20;
/** Of a picture of 1024 × 1024 in full detail, and of any in low. */
const TOKENS_PER_PICTURE = { high: 765, low: 85 };

const BYTES_PER_MS = BYTES_PER_SECOND / 1_000;

/** The items of a session, in order. */
export class Conversation {
  readonly id = freshId('conv_');
  private readonly list: Item[] = [];

  get items(): readonly Item[] {
    return this.list;
  }

  find(id: unknown): Item | undefined {
    return this.list.find((item) => item.id === id);
  }

  /** Behind the item of that id, at the front for `root`, at the end where none is named; null: there is no such item. */
  insert(item: Item, previousId?: string): { previous: string | null } | null {
    const at = previousId === 'root' ? -1 : previousId === undefined ? this.list.length - 1 : this.indexOf(previousId);
    if (at === -1 && previousId !== undefined && previousId !== 'root') return null;
    this.list.splice(at + 1, 0, item);
    return { previous: this.list[at]?.id ?? null };
  }

  delete(id: unknown): boolean {
    const at = this.list.findIndex((item) => item.id === id);
    if (at !== -1) this.list.splice(at, 1);
    return at !== -1;
  }

  private indexOf(id: string): number {
    return this.list.findIndex((item) => item.id === id);
  }
}

/** What is wrong with an item that a client gives. */
export function checkItem(item: unknown, at: string): OpenAiError | undefined {
  if (item === undefined) return missing(at);
  if (!isObject(item)) return wrongType(at, 'an object', item);
  if (item.type === undefined) return missing(`${at}.type`);
  if (!TYPES.includes(item.type as string)) return invalidValue(item.type, `${at}.type`, TYPES);
  if (typeof (item.id ?? '') !== 'string') return wrongType(`${at}.id`, 'a string', item.id);
  const absent = REQUIRED[item.type as string]?.find((name) => typeof item[name] !== 'string');
  if (absent !== undefined) return missing(`${at}.${absent}`);
  return item.type === 'message' ? checkMessage(item, at) : undefined;
}

/** The item as the conversation keeps it; of one that is in order. */
export function toItem(item: Body): Item {
  const called = item.type === 'function_call' ? { call_id: item.call_id ?? freshId('call_') } : {};
  const id = typeof item.id === 'string' && item.id !== '' ? item.id : freshId('item_');
  return { ...item, ...called, id, object: 'realtime.item', type: item.type as string, status: 'completed' };
}

/** The item as events tell it: sound is to be retrieved. */
export function withoutSound(item: Item): Item {
  if (item.type !== 'message') return item;
  return { ...item, content: partsOf(item).map(({ audio: _, ...part }) => part) };
}

/** Tokens of a prompt of these items, as they would be heard and read again. */
export function countPrompt(items: readonly Item[], instructions: string): PromptTokens {
  const system = instructions === '' ? [] : [{ role: 'system', content: instructions }];
  const tokens = { text: countChatPromptTokens([...system, ...items.map(toCounted)]), audio: 0, image: 0 };
  for (const item of items) for (const part of partsOf(item)) addPart(part, tokens);
  return tokens;
}

/** Tokens of what a person says. */
export function countSpoken(seconds: number): number {
  return Math.ceil(seconds * USER_TOKENS_PER_SECOND);
}

/** Text of a message's parts, transcripts among it, joined by line breaks. */
export function textOf(item: Item): string {
  return partsOf(item)
    .map((part) => part.text ?? part.transcript)
    .filter((text) => typeof text === 'string')
    .join('\n');
}

/** Forgets what the model said after that time, and with it the transcript, as OpenAI does. */
export function truncateSound(item: Item, endMs: number): OpenAiError | undefined {
  const [part] = partsOf(item);
  if (item.role !== 'assistant' || typeof part?.audio !== 'string') {
    return invalidRequest('Only model output audio messages can be truncated', 'item_id', 'invalid_value');
  }
  const sound = Buffer.from(part.audio, 'base64');
  const bytes = Math.floor(endMs * BYTES_PER_MS);
  if (bytes < 0 || bytes > sound.length) {
    const lengthMs = Math.floor(sound.length / BYTES_PER_MS);
    const message = `Audio content of ${lengthMs}ms is already shorter than ${endMs}ms`;
    return invalidRequest(message, 'audio_end_ms', 'invalid_value');
  }
  item.content = [{ type: part.type, audio: sound.subarray(0, bytes - (bytes % 2)).toString('base64') }];
  return undefined;
}

/** What other items hold under that name counts for nothing. */
function partsOf({ type, content }: Item): Body[] {
  return type === 'message' && Array.isArray(content) ? (content as Body[]) : [];
}

/** As a chat message, without what is counted as sound. */
function toCounted(item: Item): object {
  if (item.type === 'function_call') {
    return { role: 'assistant', tool_calls: [{ function: { name: item.name, arguments: item.arguments } }] };
  }
  if (item.type === 'function_call_output') return { role: 'tool', content: item.output };
  const texts = partsOf(item).flatMap(({ text }) => (typeof text === 'string' ? [text] : []));
  return { role: item.role, content: texts.join('\n') };
}

function addPart(part: Body, tokens: PromptTokens): void {
  if (part.type === 'input_image')
    tokens.image += part.detail === 'low' ? TOKENS_PER_PICTURE.low : TOKENS_PER_PICTURE.high;
  if (typeof part.audio !== 'string') return;
  const seconds = secondsOf(Buffer.byteLength(part.audio, 'base64'));
  tokens.audio += part.type === 'input_audio' ? countSpoken(seconds) : Math.ceil(seconds * MODEL_TOKENS_PER_SECOND);
}

function checkMessage(item: Body, at: string): OpenAiError | undefined {
  if (item.role === undefined) return missing(`${at}.role`);
  const parts = typeof item.role === 'string' ? PARTS[item.role] : undefined;
  if (parts === undefined) return invalidValue(item.role, `${at}.role`, Object.keys(PARTS));
  if (!Array.isArray(item.content)) return wrongType(`${at}.content`, 'an array of objects', item.content);
  for (const [index, part] of (item.content as unknown[]).entries()) {
    const error = checkPart(part, parts, `${at}.content[${index}]`);
    if (error !== undefined) return error;
  }
  return undefined;
}

function checkPart(part: unknown, fields: Readonly<Record<string, string>>, at: string): OpenAiError | undefined {
  if (!isObject(part)) return wrongType(at, 'an object', part);
  const field = typeof part.type === 'string' ? fields[part.type] : undefined;
  if (field === undefined) return invalidValue(part.type, `${at}.type`, Object.keys(fields));
  const value = part[field];
  if (typeof value !== 'string') return missing(`${at}.${field}`);
  if (field !== 'audio' || readSound(value) !== undefined) return undefined;
  return invalidRequest(`Invalid '${at}.audio': expected base64 of 16-bit samples.`, `${at}.audio`, 'invalid_value');
}
