import { countChatPromptTokens } from '@turnpike/domain/token-count';
import type { Ask, DeclaredTool, ToolChoice } from '../answer/ask.js';
import { badRequest, type Refusal } from '../exchange/wire.js';

export type Checked<T> = { ok: true; request: T } | { ok: false; error: Refusal };

export type Body = Record<string, unknown>;

const ROLES = ['user', 'assistant', 'system', 'tool'];
const TOOL_CHOICES: Readonly<Record<string, ToolChoice>> = { REQUIRED: 'required', NONE: 'none' };
const MAX_STOPS = 5;

/** Checks a request to `/v2/chat` as Cohere does. */
export function parseCohereChat(body: unknown): Checked<Ask> {
  if (!isObject(body)) return refuse('invalid type: parameter body is of type array but should be of type object');
  const problem =
    checkModel(body) ??
    checkMessages(body.messages) ??
    checkTools(body.tools) ??
    checkSampling(body) ??
    checkToolChoice(body);
  if (problem !== undefined) return refuse(problem);
  return { ok: true, request: toAsk(body) };
}

function toAsk(body: Body): Ask {
  const messages = body.messages as Body[];
  const lastSaid = messages.findLastIndex((message) => message.role === 'user' && textOf(message.content) !== '');
  const after = messages.slice(lastSaid + 1);
  return {
    model: body.model as string,
    stream: body.stream === true,
    lastUserText: textOf(messages[lastSaid]?.content),
    toolResults: after.flatMap(({ role, content }) => (role === 'tool' ? [textOf(content)] : [])),
    promptTokens: countChatPromptTokens(messages.map(toCounted)),
    imageInputTokens: 0,
    choices: 1,
    maxTokens: (body.max_tokens ?? undefined) as number | undefined,
    stop: (body.stop_sequences ?? []) as string[],
    tools: ((body.tools ?? []) as { function: Body }[]).map(toDeclared),
    toolChoice: TOOL_CHOICES[body.tool_choice as string] ?? 'auto',
    parallelTools: true,
    json: jsonOf(body.response_format),
    thinks: isObject(body.thinking) && body.thinking.type === 'enabled',
  };
}

function toDeclared({ function: described }: { function: Body }): DeclaredTool {
  return { name: described.name as string, schema: described.parameters };
}

function jsonOf(format: unknown): { schema: unknown } | undefined {
  if (!isObject(format) || format.type !== 'json_object') return undefined;
  return { schema: format.json_schema ?? format.schema };
}

/** What is wrong with `model`, in Cohere's words. */
export function checkModel({ model }: Body): string | undefined {
  if (model === undefined || model === null || model === '') return 'invalid request: model is required';
  return typeof model === 'string' ? undefined : wrongType('model', model, 'string');
}

/** The refusal of a value of the wrong JSON type. */
export function wrongType(name: string, value: unknown, expected: string): string {
  const type = Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value;
  return `invalid type: parameter ${name} is of type ${type} but should be of type ${expected}`;
}

export function isObject(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function refuse(message: string): { ok: false; error: Refusal } {
  return { ok: false, error: badRequest(message) };
}

function checkMessages(messages: unknown): string | undefined {
  if (!Array.isArray(messages) || messages.length === 0) {
    return 'invalid request: messages must be a non-empty array';
  }
  let open = new Set<string>();
  for (const [index, message] of (messages as unknown[]).entries()) {
    if (!isObject(message) || !ROLES.includes(message.role as string)) {
      return `invalid request: messages[${index}].role must be one of ${ROLES.join(', ')}`;
    }
    const problem = checkContent(message, `messages[${index}]`);
    if (problem !== undefined) return problem;
    if (message.role === 'tool' && !open.has(message.tool_call_id as string)) {
      return `invalid request: messages[${index}].tool_call_id must refer to a tool call of the assistant's last message`;
    }
    if (message.role !== 'tool') open = new Set(callsOf(message).map(({ id }) => id as string));
  }
  const { role } = messages.at(-1) as Body;
  return role === 'user' || role === 'tool'
    ? undefined
    : "invalid request: the last message must have role 'user' or 'tool'";
}

function checkContent(message: Body, at: string): string | undefined {
  const { content, role } = message;
  const calls = message.tool_calls;
  if (calls !== undefined && !(Array.isArray(calls) && calls.every(isCall))) {
    return `invalid request: ${at}.tool_calls must have id, type 'function' and function with name and arguments`;
  }
  if (typeof content === 'string') {
    return content === '' && role === 'user' ? `invalid request: ${at}.content must not be empty` : undefined;
  }
  if (content === undefined || content === null) {
    return role === 'assistant' ? undefined : `invalid request: ${at}.content is required`;
  }
  const isList = Array.isArray(content) && content.every((part) => isObject(part) && typeof part.type === 'string');
  if (!isList) return wrongType(`${at}.content`, content, 'string or array of objects');
  const malformed = (content as Body[]).some((part) => part.type === 'text' && typeof part.text !== 'string');
  return malformed ? `invalid request: a text of ${at}.content is missing` : undefined;
}

function isCall(call: unknown): boolean {
  const called = isObject(call) ? call.function : undefined;
  return isObject(call) && typeof call.id === 'string' && isObject(called) && typeof called.name === 'string';
}

function checkTools(tools: unknown): string | undefined {
  if (tools === undefined || tools === null) return undefined;
  if (!Array.isArray(tools)) return wrongType('tools', tools, 'array');
  const at = (tools as unknown[]).findIndex((tool) => {
    const described = isObject(tool) && tool.type === 'function' ? tool.function : undefined;
    return !isObject(described) || typeof described.name !== 'string' || described.name === '';
  });
  return at === -1 ? undefined : `invalid request: tools[${at}] must be of type 'function' and have function.name`;
}

function checkToolChoice({ tool_choice: choice, tools }: Body): string | undefined {
  if (choice === undefined || choice === null) return undefined;
  if (choice !== 'REQUIRED' && choice !== 'NONE') return 'invalid request: tool_choice must be REQUIRED or NONE';
  return Array.isArray(tools) && tools.length > 0 ? undefined : 'invalid request: tool_choice requires tools';
}

function checkSampling(body: Body): string | undefined {
  const { max_tokens: maxTokens, stop_sequences: stops } = body;
  if (maxTokens !== undefined && maxTokens !== null && !(Number.isInteger(maxTokens) && (maxTokens as number) >= 1)) {
    return 'invalid request: max_tokens must be a whole number of at least 1';
  }
  const isList = Array.isArray(stops) && stops.length <= MAX_STOPS && stops.every((stop) => typeof stop === 'string');
  if (stops !== undefined && stops !== null && !isList) {
    return `invalid request: stop_sequences must be an array of up to ${MAX_STOPS} strings`;
  }
  return (
    checkNumber(body, 'temperature', [0, 1]) ??
    checkNumber(body, 'p', [0.01, 0.99]) ??
    checkNumber(body, 'k', [0, 500]) ??
    checkNumber(body, 'frequency_penalty', [0, 1]) ??
    checkNumber(body, 'presence_penalty', [0, 1]) ??
    (typeof (body.stream ?? false) === 'boolean' ? undefined : wrongType('stream', body.stream, 'bool'))
  );
}

function checkNumber(body: Body, name: string, [min, max]: readonly [number, number]): string | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number') return wrongType(name, value, 'number');
  return value >= min && value <= max ? undefined : `invalid request: ${name} must be between ${min} and ${max}`;
}

function callsOf(message: Body | undefined): Body[] {
  return Array.isArray(message?.tool_calls) ? (message.tool_calls as Body[]) : [];
}

/** The text of a message's content, its parts joined by line breaks; documents of a tool count by their data. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return (content as Body[]).flatMap(partText).join('\n');
}

function partText(part: Body): string[] {
  if (typeof part.text === 'string') return [part.text];
  const data = isObject(part.document) ? part.document.data : undefined;
  if (data === undefined) return [];
  return [typeof data === 'string' ? data : JSON.stringify(data)];
}

function toCounted(message: Body): object {
  return { role: message.role, content: textOf(message.content), tool_calls: callsOf(message) };
}
