/** OpenAI's messages as turns of the middle form. */
import type {
  AssistantPart,
  ImagePart,
  Message,
  TextPart,
  ToolCallPart,
  ToolResultPart,
  UserPart,
} from '../conversation.js';
import type { JsonObject } from '../dialect.js';
import type { FieldFindings } from '../field-findings.js';
import { isRecord, listOf, textOf } from '../json.js';
import { decodeContent, decodeTexts } from './decode-parts.js';
import { readSignature } from './signature.js';
import { decodeThoughts } from './thoughts.js';

/**
 * What SDKs put beside a message of a model's that they hand back, and what only a cache heeds. OpenAI's Agents SDK says
 * a call's `extra_content` of the whole message too: the call's own is the one that is read.
 */
const HINTS: ReadonlySet<string> = new Set(['cache_control', 'annotations', 'parsed', 'extra_content']);
const known = (...names: string[]) => ({ read: new Set(['role', 'content', ...names]), hints: HINTS });
const SYSTEM = { read: new Set(['role', 'content']), hints: new Set(['cache_control', 'name']) };
const USER = known('name');
const TOOL = known('tool_call_id', 'name');
const ASSISTANT = known(
  ...['name', 'refusal', 'tool_calls', 'reasoning_content', 'reasoning', 'reasoning_details', 'images'],
);
const CALL = { read: new Set(['id', 'type', 'function', 'extra_content']), hints: new Set(['index']) };
const CALLED = { read: new Set(['name', 'arguments']), hints: new Set(['parsed_arguments']) };

export interface DecodedMessages {
  system: TextPart[];
  messages: Message[];
}

interface Reading {
  system: TextPart[];
  messages: Message[];
  /** Results of tools that stand together, a turn of their own; empty outside of one. */
  results: ToolResultPart[];
  /** Names of the tools that were called, by the calls' ids. */
  names: Map<string, string>;
  findings: FieldFindings;
}

/** Instructions at the beginning are the conversation's own; neighbouring results of tools are one turn. */
export function decodeMessages(list: unknown, findings: FieldFindings): DecodedMessages {
  const reading: Reading = { system: [], messages: [], results: [], names: new Map(), findings };
  if (!Array.isArray(list)) findings.invalid('messages', 'must be an array of messages');
  for (const [index, message] of listOf(list).entries()) {
    const at = `messages[${index}]`;
    if (isRecord(message)) decodeMessage(message, at, reading);
    else findings.invalid(at, 'must be an object');
    if (findings.error !== null) break;
  }
  return { system: reading.system, messages: reading.messages };
}

function decodeMessage(message: JsonObject, at: string, reading: Reading): void {
  const { findings, messages } = reading;
  if (message.role !== 'tool') reading.results = [];
  switch (message.role) {
    case 'system':
    case 'developer': {
      findings.rest(message, at, SYSTEM);
      const parts = decodeTexts(message.content, `${at}.content`, findings);
      if (messages.length === 0) reading.system.push(...parts);
      else messages.push({ role: 'system', parts });
      return;
    }
    case 'user':
      findings.rest(message, at, USER);
      messages.push({ role: 'user', parts: decodeUser(message, at, findings), name: textOf(message.name) });
      return;
    case 'assistant':
      findings.rest(message, at, ASSISTANT);
      messages.push({ role: 'assistant', parts: decodeAssistant(message, at, reading), name: textOf(message.name) });
      return;
    case 'tool':
      findings.rest(message, at, TOOL);
      decodeResult(message, at, reading);
      return;
    case 'function':
      findings.meaning(`${at}.role`);
      return;
    default:
      findings.invalid(`${at}.role`, 'must be system, developer, user, assistant or tool');
  }
}

function decodeUser(message: JsonObject, at: string, findings: FieldFindings): UserPart[] {
  const parts = decodeContent(message.content, `${at}.content`, findings);
  return parts.filter((part) => {
    if (part.kind === 'refusal') findings.invalid(`${at}.content`, 'must hold no refusal');
    return part.kind !== 'refusal';
  });
}

function decodeAssistant(message: JsonObject, at: string, reading: Reading): AssistantPart[] {
  const { findings } = reading;
  const parts: AssistantPart[] = [...decodeThoughts(message)];
  for (const part of decodeContent(message.content, `${at}.content`, findings)) {
    if (part.kind === 'text' || part.kind === 'refusal') parts.push(part);
    else findings.invalid(`${at}.content`, 'must hold text and refusals only');
  }
  const refusal = textOf(message.refusal);
  if (refusal !== null && refusal !== '') parts.push({ kind: 'refusal', text: refusal });
  parts.push(...decodeImages(message.images, `${at}.images`, findings));
  for (const [index, call] of listOf(message.tool_calls).entries()) {
    const part = decodeCall(call, `${at}.tool_calls[${index}]`, findings);
    if (part === null) continue;
    reading.names.set(part.id, part.name);
    parts.push(part);
  }
  return parts;
}

/** Pictures of a model's own, as OpenRouter's wire has them and {@link decodeMessages} is given them back. */
function decodeImages(images: unknown, at: string, findings: FieldFindings): ImagePart[] {
  return decodeContent(listOf(images), at, findings).filter((part): part is ImagePart => {
    if (part.kind !== 'image') findings.invalid(at, 'must hold images only');
    return part.kind === 'image';
  });
}

function decodeCall(call: unknown, at: string, findings: FieldFindings): ToolCallPart | null {
  if (!isRecord(call)) {
    findings.invalid(at, 'must be an object');
    return null;
  }
  if (call.type !== 'function' && call.type !== undefined) {
    findings.meaning(at);
    return null;
  }
  const called = isRecord(call.function) ? call.function : {};
  findings.rest(call, at, CALL);
  findings.rest(called, `${at}.function`, CALLED);
  const id = textOf(call.id);
  const name = textOf(called.name);
  const given = textOf(called.arguments);
  if (id === null) findings.invalid(`${at}.id`, 'must be a string');
  if (name === null) findings.invalid(`${at}.function.name`, 'must be a string');
  if (given === null) findings.invalid(`${at}.function.arguments`, 'must be a string');
  const signature = readSignature(call);
  return { kind: 'tool_call', id: id ?? '', name: name ?? '', arguments: given ?? '', signature };
}

function decodeResult(message: JsonObject, at: string, reading: Reading): void {
  const { findings, results } = reading;
  const callId = textOf(message.tool_call_id);
  if (callId === null) findings.invalid(`${at}.tool_call_id`, 'must be a string');
  const content = decodeContent(message.content, `${at}.content`, findings).filter((part) => {
    const fits = part.kind === 'text' || part.kind === 'image' || part.kind === 'file';
    if (!fits) findings.invalid(`${at}.content`, 'must hold text, images and files only');
    return fits;
  }) as ToolResultPart['content'];
  const name = textOf(message.name) ?? reading.names.get(callId ?? '') ?? null;
  if (results.length === 0) reading.messages.push({ role: 'user', parts: results, name: null });
  results.push({ kind: 'tool_result', callId: callId ?? '', name, content, isError: false });
}
