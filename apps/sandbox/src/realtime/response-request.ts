import type { Ask, DeclaredTool, ToolChoice } from '../answer/ask.js';
import * as check from '../openai/check.js';
import { isObject, wrongType, type Body, type Parsed } from '../openai/fields.js';
import { invalidRequest, type OpenAiError } from '../openai/openai-error.js';
import {
  checkItem,
  countPrompt,
  textOf,
  toItem,
  type Conversation,
  type Item,
  type PromptTokens,
} from './conversation.js';
import { ANSWERING_FIELDS, checkAnswering, type SessionSettings } from './session-settings.js';
import { sayValue } from '../exchange/say-value.js';

/** How an answer is given. */
export interface ResponseSettings {
  speaks: boolean;
  speed: number;
  maxOutputTokens: number | 'inf';
  /** Its format and voice, as a response shows them. */
  audioOutput: object;
  metadata: unknown;
}

/** A `response.create`, with what the session says of answers where it says nothing. */
export interface ResponseRequest {
  ask: Ask;
  prompt: PromptTokens;
  settings: ResponseSettings;
  /** It becomes part of the conversation. */
  isKept: boolean;
}

const KNOWN = new Set<string>([...ANSWERING_FIELDS, 'conversation', 'input', 'metadata']);

/** Checks what a client asks; undefined stands for an empty request. */
export function parseResponse(
  body: unknown,
  session: SessionSettings,
  conversation: Conversation,
): Parsed<ResponseRequest> {
  const response = body ?? {};
  if (!isObject(response)) return { ok: false, error: wrongType('response', 'an object', response) };
  const error = check.known(response, KNOWN, 'response.') ?? checkAnswering(response, 'response.');
  if (error !== undefined) return { ok: false, error };
  const prompted = readInput(response.input, conversation);
  if (!prompted.ok) return prompted;
  const said = Object.entries(response).filter(([, value]) => value !== null);
  const merged: SessionSettings = { ...session, ...Object.fromEntries(said), audio: session.audio };
  const prompt = countPrompt(prompted.request, merged.instructions);
  const settings = readSettings(merged, response);
  return {
    ok: true,
    request: {
      ask: toAsk(merged, prompted.request, { prompt, settings }),
      prompt,
      settings,
      isKept: response.conversation !== 'none',
    },
  };
}

/** The items it answers: the conversation's, where it brings none of its own. */
function readInput(input: unknown, conversation: Conversation): Parsed<readonly Item[]> {
  if (input === undefined || input === null) return { ok: true, request: conversation.items };
  if (!Array.isArray(input)) {
    return { ok: false, error: wrongType('response.input', 'an array of objects', input) };
  }
  const items: Item[] = [];
  for (const [index, each] of (input as unknown[]).entries()) {
    const at = `response.input[${index}]`;
    const found = isObject(each) && each.type === 'item_reference' ? conversation.find(each.id) : undefined;
    const isReference = isObject(each) && each.type === 'item_reference';
    if (isReference && found === undefined) return { ok: false, error: unknownItem(each.id, `${at}.id`) };
    const error = isReference ? undefined : checkItem(each, at);
    if (error !== undefined) return { ok: false, error };
    items.push(found ?? toItem(each as Body));
  }
  return { ok: true, request: items };
}

/** The refusal of an item's id that nothing has. */
export function unknownItem(id: unknown, param: string): OpenAiError {
  return invalidRequest(`Item with item_id '${sayValue(id)}' not found.`, param, 'item_not_found');
}

function readSettings(merged: SessionSettings, { audio, metadata }: Body): ResponseSettings {
  const own = isObject(audio) && isObject(audio.output) ? audio.output : {};
  const { format, voice, speed } = { ...merged.audio.output, ...own };
  return {
    speaks: merged.output_modalities[0] === 'audio',
    speed: typeof speed === 'number' ? speed : 1,
    maxOutputTokens: merged.max_output_tokens,
    audioOutput: { format, voice },
    metadata: metadata ?? null,
  };
}

function toAsk(
  session: SessionSettings,
  items: readonly Item[],
  { prompt, settings }: Pick<ResponseRequest, 'prompt' | 'settings'>,
): Ask {
  const lastSaid = items.findLastIndex((item) => item.role === 'user' && textOf(item) !== '');
  const last = items[lastSaid];
  const results = items.slice(lastSaid + 1).filter((item) => item.type === 'function_call_output');
  return {
    model: session.model,
    stream: true,
    lastUserText: last === undefined ? '' : textOf(last),
    toolResults: results.map((item) => sayValue(item.output)),
    promptTokens: prompt.text + prompt.audio,
    imageInputTokens: prompt.image,
    choices: 1,
    maxTokens: settings.maxOutputTokens === 'inf' ? undefined : settings.maxOutputTokens,
    stop: [],
    tools: session.tools.map((tool): DeclaredTool => ({ name: tool.name as string, schema: tool.parameters })),
    toolChoice: toolChoiceOf(session.tool_choice),
    parallelTools: session.parallel_tool_calls !== false,
    json: undefined,
    thinks: false,
    speaks: settings.speaks,
  };
}

function toolChoiceOf(choice: unknown): ToolChoice {
  if (choice === 'none' || choice === 'required') return choice;
  return isObject(choice) && typeof choice.name === 'string' ? { name: choice.name } : 'auto';
}
