import { countChatPromptTokens } from '@turnpike/domain/token-count';
import type { Ask, DeclaredTool, ToolChoice } from '../answer/ask.js';
import * as check from '../openai/check.js';
import { invalidValue, isObject, missing, refuse, wrongType, type Body, type Parsed } from '../openai/fields.js';
import { invalidRequest, type OpenAiError } from '../openai/openai-error.js';
import { checkItems, textOfContent, toCounted, type Item } from './input-items.js';
import { sayValue } from '../exchange/say-value.js';

/** A request to `/v1/responses`, as far as the sandbox acts on it; `body` is what the answer repeats. */
export interface ResponsesRequest {
  body: Body;
  model: string;
  items: Item[];
  instructions: string | undefined;
  previousId: string | undefined;
  stream: boolean;
  store: boolean;
  /** Thoughts are shown only to those who ask for their summary, and sealed for those who ask for that. */
  showsReasoning: boolean;
  sealsReasoning: boolean;
}

const MIN_OUTPUT_TOKENS = 16;
const KNOWN = new Set([
  'background',
  'conversation',
  'include',
  'input',
  'instructions',
  'max_output_tokens',
  'max_tool_calls',
  'metadata',
  'model',
  'parallel_tool_calls',
  'previous_response_id',
  'prompt_cache_key',
  'prompt_cache_retention',
  'reasoning',
  'safety_identifier',
  'service_tier',
  'store',
  'stream',
  'stream_options',
  'temperature',
  'text',
  'tool_choice',
  'tools',
  'top_logprobs',
  'top_p',
  'truncation',
  'user',
]);
/** Where what is asked for elsewhere has gone. */
const MOVED: Readonly<Record<string, string>> = {
  messages: 'input',
  max_tokens: 'max_output_tokens',
  max_completion_tokens: 'max_output_tokens',
  response_format: 'text.format',
  reasoning_effort: 'reasoning.effort',
};

/** Checks a request as OpenAI does: the first thing wrong is named by its parameter. */
export function parseResponsesRequest(body: unknown): Parsed<ResponsesRequest> {
  if (!isObject(body)) return refuse(invalidRequest('The body must be a JSON object.', null));
  const error =
    checkNames(body) ?? check.model(body) ?? checkInput(body) ?? checkAnswer(body) ?? checkTools(body.tools);
  if (error !== undefined) return refuse(error);
  const items = toItems(body.input);
  const failure = checkItems(items);
  if (failure !== undefined) return refuse(failure);
  const reasoning = isObject(body.reasoning) ? body.reasoning : {};
  const include = Array.isArray(body.include) ? (body.include as unknown[]) : [];
  return {
    ok: true,
    request: {
      body,
      model: body.model as string,
      items,
      instructions: (body.instructions ?? undefined) as string | undefined,
      previousId: (body.previous_response_id ?? undefined) as string | undefined,
      stream: body.stream === true,
      store: body.store !== false,
      showsReasoning: (reasoning.summary ?? null) !== null,
      sealsReasoning: include.includes('reasoning.encrypted_content'),
    },
  };
}

/** What the answer depends on: `items` are those of the request and of the answers it continues. */
export function toAsk(
  { body, model, stream, instructions, showsReasoning }: ResponsesRequest,
  items: readonly Item[],
): Ask {
  const lastSaid = items.findLastIndex((item) => item.role === 'user' && textOfContent(item.content) !== '');
  const after = items.slice(lastSaid + 1).filter((item) => item.type === 'function_call_output');
  const system = instructions === undefined ? [] : [{ role: 'system', content: instructions }];
  return {
    model,
    stream,
    lastUserText: textOfContent(items[lastSaid]?.content),
    toolResults: after.map((item) => textOfContent(item.output)),
    promptTokens: countChatPromptTokens([...system, ...toCounted(items)]),
    imageInputTokens: 0,
    choices: 1,
    maxTokens: (body.max_output_tokens ?? undefined) as number | undefined,
    stop: [],
    tools: Array.isArray(body.tools) ? (body.tools as Body[]).map(toDeclared) : [],
    toolChoice: toolChoice(body.tool_choice),
    parallelTools: body.parallel_tool_calls !== false,
    json: jsonOf(body.text),
    thinks: showsReasoning,
  };
}

function toDeclared(tool: Body): DeclaredTool {
  return { name: tool.name as string, schema: tool.parameters ?? undefined };
}

function toolChoice(choice: unknown): ToolChoice {
  if (choice === 'none' || choice === 'required') return choice;
  return isObject(choice) && choice.type === 'function' && typeof choice.name === 'string'
    ? { name: choice.name }
    : 'auto';
}

function jsonOf(text: unknown): Ask['json'] {
  const format = isObject(text) ? text.format : undefined;
  if (!isObject(format) || format.type === 'text') return undefined;
  return { schema: format.schema };
}

function checkNames(body: Body): OpenAiError | undefined {
  const moved = Object.keys(MOVED).find((name) => Object.hasOwn(body, name));
  if (moved === undefined) return check.known(body, KNOWN);
  const message = `Unsupported parameter: '${moved}'. In the Responses API, this parameter has moved to '${MOVED[moved] ?? ''}'.`;
  return invalidRequest(message, moved, 'unsupported_parameter');
}

function checkInput({ input, previous_response_id: previous }: Body): OpenAiError | undefined {
  if (previous !== undefined && previous !== null && typeof previous !== 'string') {
    return wrongType('previous_response_id', 'a string', previous);
  }
  if (input === undefined || input === null || input === '') {
    const message = 'One of "input" or "previous_response_id" or \'prompt\' or \'conversation_id\' must be provided.';
    return typeof previous === 'string' ? undefined : invalidRequest(message, 'input', 'missing_required_parameter');
  }
  if (typeof input === 'string') return undefined;
  return Array.isArray(input) ? undefined : wrongType('input', 'a string or an array of objects', input);
}

function toItems(input: unknown): Item[] {
  if (Array.isArray(input)) return input as Item[];
  return typeof input === 'string' && input !== '' ? [{ role: 'user', content: input }] : [];
}

function checkAnswer(body: Body): OpenAiError | undefined {
  const unsupported = ['background', 'conversation'].find((name) => (body[name] ?? false) !== false);
  if (unsupported !== undefined) {
    const message = `Unsupported parameter: '${unsupported}' is not supported with this model.`;
    return invalidRequest(message, unsupported, 'unsupported_parameter');
  }
  const { instructions } = body;
  if (typeof (instructions ?? '') !== 'string') return wrongType('instructions', 'a string', instructions);
  return (
    check.flag(body.stream, 'stream') ??
    check.flag(body.store, 'store') ??
    check.flag(body.parallel_tool_calls, 'parallel_tool_calls') ??
    check.integer(body, 'max_output_tokens', { min: MIN_OUTPUT_TOKENS, max: Number.MAX_SAFE_INTEGER }) ??
    check.integer(body, 'top_logprobs', { min: 0, max: 20 }) ??
    check.number(body, 'temperature', [0, 2]) ??
    check.number(body, 'top_p', [0, 1]) ??
    checkFormat(body.text)
  );
}

function checkFormat(text: unknown): OpenAiError | undefined {
  if (text === undefined || text === null) return undefined;
  if (!isObject(text)) return wrongType('text', 'an object', text);
  const { format } = text;
  if (format === undefined || format === null) return undefined;
  if (!isObject(format)) return wrongType('text.format', 'an object', format);
  if (format.type === 'text' || format.type === 'json_object') return undefined;
  if (format.type !== 'json_schema') {
    return invalidValue(format.type, 'text.format.type', ['json_object', 'json_schema', 'text']);
  }
  const absent = ['name', 'schema'].find((name) => format[name] === undefined);
  return absent === undefined ? undefined : missing(`text.format.${absent}`);
}

function checkTools(tools: unknown): OpenAiError | undefined {
  if (tools === undefined || tools === null) return undefined;
  if (!Array.isArray(tools)) return wrongType('tools', 'an array of objects', tools);
  for (const [index, tool] of (tools as unknown[]).entries()) {
    if (!isObject(tool)) return wrongType(`tools[${index}]`, 'an object', tool);
    if (tool.type !== 'function') {
      const message = `Tool '${sayValue(tool.type)}' is not supported with this model.`;
      return invalidRequest(message, `tools[${index}].type`, 'unsupported_value');
    }
    if (typeof tool.name !== 'string' || tool.name === '') return missing(`tools[${index}].name`);
  }
  return undefined;
}
