import { invalidValue, isObject, missing, wrongType, type Body } from './fields.js';
import { invalidRequest, type OpenAiError } from './openai-error.js';

const ROLES = ['developer', 'system', 'user', 'assistant', 'tool', 'function'];
const PARTS: Readonly<Record<string, readonly string[]>> = {
  user: ['text', 'image_url', 'input_audio', 'file'],
  assistant: ['text', 'refusal'],
};
const TEXT_ONLY = ['text'];
/** What a part of each kind must hold, and the text within. */
const CONTENTS: Readonly<Record<string, readonly [field: string, text: string]>> = {
  image_url: ['image_url', 'url'],
  input_audio: ['input_audio', 'data'],
};

/** Checks the messages one by one, and that calls of tools and their results answer each other. */
export function checkMessages(messages: unknown): OpenAiError | undefined {
  if (messages === undefined || messages === null) return missing('messages');
  if (!Array.isArray(messages)) return wrongType('messages', 'an array of objects', messages);
  if (messages.length === 0) {
    const message =
      "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.";
    return invalidRequest(message, 'messages', 'empty_array');
  }
  for (const [index, message] of (messages as unknown[]).entries()) {
    const error = checkMessage(message, `messages[${index}]`);
    if (error !== undefined) return error;
  }
  return checkAnswered(messages as Body[]);
}

/** The index of the last message of the user; -1 where there is none. */
export function findLastUserMessage(messages: readonly Body[]): number {
  return messages.findLastIndex(({ role }) => role === 'user');
}

/** What the tools returned after a message. */
export function toolResultsAfter(messages: readonly Body[], index: number): string[] {
  return messages.slice(index + 1).flatMap(({ role, content }) => (role === 'tool' ? [textOf(content)] : []));
}

/** The text of a content, its parts joined by line breaks. */
export function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return (content as Body[]).flatMap((part) => (part.type === 'text' ? [part.text as string] : [])).join('\n');
}

/** Whether any message has the word, which OpenAI demands of those who want JSON without a schema. */
export function saysJson(messages: readonly Body[]): boolean {
  return messages.some(({ content }) => /json/i.test(textOf(content)));
}

function checkMessage(message: unknown, param: string): OpenAiError | undefined {
  if (!isObject(message)) return wrongType(param, 'an object', message);
  const { role } = message;
  if (role === undefined) return missing(`${param}.role`);
  if (typeof role !== 'string') return wrongType(`${param}.role`, 'a string', role);
  if (!ROLES.includes(role)) return invalidValue(role, `${param}.role`, ROLES);
  const error = checkContent(message, `${param}.content`);
  if (error !== undefined) return error;
  if (role === 'assistant') return checkCalls(message.tool_calls, `${param}.tool_calls`);
  if (role !== 'tool') return undefined;
  if (message.tool_call_id === undefined) return missing(`${param}.tool_call_id`);
  return typeof message.tool_call_id === 'string'
    ? undefined
    : wrongType(`${param}.tool_call_id`, 'a string', message.tool_call_id);
}

function checkContent(message: Body, param: string): OpenAiError | undefined {
  const { content } = message;
  if (typeof content === 'string') return undefined;
  if (content === undefined || content === null) {
    const optional = message.role === 'assistant' || message.role === 'function';
    return optional ? undefined : wrongType(param, 'a string or an array of objects', content ?? null);
  }
  if (!Array.isArray(content)) return wrongType(param, 'a string or an array of objects', content);
  const allowed = PARTS[message.role as string] ?? TEXT_ONLY;
  for (const [index, part] of (content as unknown[]).entries()) {
    const error = checkPart(part, `${param}[${index}]`, allowed);
    if (error !== undefined) return error;
  }
  return undefined;
}

function checkPart(part: unknown, param: string, allowed: readonly string[]): OpenAiError | undefined {
  if (!isObject(part)) return wrongType(param, 'an object', part);
  const { type } = part;
  if (typeof type !== 'string') {
    return { ...missing(`${param}.type`), param };
  }
  if (!allowed.includes(type)) return invalidValue(type, `${param}.type`, allowed);
  if (type === 'text' || type === 'refusal') {
    return typeof part[type] === 'string' ? undefined : wrongType(`${param}.${type}`, 'a string', part[type]);
  }
  const contents = CONTENTS[type];
  if (contents === undefined) return isObject(part.file) ? undefined : missing(`${param}.file`);
  const [field, text] = contents;
  const inner = part[field];
  if (!isObject(inner))
    return inner === undefined ? missing(`${param}.${field}`) : wrongType(`${param}.${field}`, 'an object', inner);
  return typeof inner[text] === 'string' ? undefined : missing(`${param}.${field}.${text}`);
}

function checkCalls(calls: unknown, param: string): OpenAiError | undefined {
  if (calls === undefined || calls === null) return undefined;
  if (!Array.isArray(calls)) return wrongType(param, 'an array of objects', calls);
  if (calls.length === 0) {
    const message = `Invalid '${param}': empty array. Expected an array with minimum length 1, but got an empty array instead.`;
    return invalidRequest(message, param, 'empty_array');
  }
  for (const [index, call] of (calls as unknown[]).entries()) {
    const at = `${param}[${index}]`;
    if (!isObject(call)) return wrongType(at, 'an object', call);
    if (typeof call.id !== 'string') return missing(`${at}.id`);
    if (call.type === 'custom') continue;
    if (call.type !== 'function') return missing(`${at}.type`);
    const called = call.function;
    if (!isObject(called)) return missing(`${at}.function`);
    if (typeof called.name !== 'string') return missing(`${at}.function.name`);
    if (typeof called.arguments !== 'string') return missing(`${at}.function.arguments`);
  }
  return undefined;
}

/** Every call of a message is answered by the messages right behind it, and nothing else is. */
function checkAnswered(messages: readonly Body[]): OpenAiError | undefined {
  let open = new Set<string>();
  for (const [index, { role, tool_calls: calls, tool_call_id: id }] of messages.entries()) {
    if (role === 'tool') {
      if (open.delete(id as string)) continue;
      const message =
        "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.";
      return invalidRequest(message, `messages.[${index}].role`);
    }
    const unanswered = refuseOpen(open, index);
    if (unanswered !== undefined) return unanswered;
    open = new Set(role === 'assistant' ? ((calls ?? []) as Body[]).map((call) => call.id as string) : []);
  }
  return refuseOpen(open, messages.length - 1);
}

function refuseOpen(open: ReadonlySet<string>, index: number): OpenAiError | undefined {
  if (open.size === 0) return undefined;
  const message = `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${[...open].join(', ')}`;
  return invalidRequest(message, `messages.[${index}].role`);
}
