/** A conversation as a body for a provider of this wire. Nothing is left to be kept there: what is kept, we keep. */
import type { Conversation, ConversationField, Reasoning, ResponseFormat, Tool, ToolChoice } from '../conversation.js';
import { type EncodedRequest, type JsonObject, Untranslatable } from '../dialect.js';
import { effortOfBudget } from '../effort.js';
import { dropForeign, untranslatable } from '../fields.js';
import { encodeInput } from './encode-input.js';

const NO_SUCH_FIELD = 'the provider of this model has no such field';

/** The first field that this wire has no word for is refused. */
export function encodeRequest(conversation: Conversation, upstreamModel: string): EncodedRequest | Untranslatable {
  const dropped = dropForeign(conversation);
  if (dropped instanceof Untranslatable) return dropped;
  const unsayable = findUnsayable(conversation);
  if (unsayable !== null) return untranslatable(conversation, unsayable, NO_SUCH_FIELD);
  const input = encodeInput(conversation);
  if (input instanceof Untranslatable) return input;
  const body = {
    model: upstreamModel,
    input,
    store: false,
    ...(conversation.stream ? { stream: true } : {}),
    ...encodeSettings(conversation),
    ...encodeTools(conversation),
  };
  return { body, dropped };
}

function findUnsayable(asked: Conversation): ConversationField | null {
  if (asked.choices > 1) return 'choices';
  if (asked.topK !== null) return 'topK';
  if (asked.stop.length > 0) return 'stop';
  if (asked.seed !== null) return 'seed';
  // Zero is what holds where nothing is said.
  if ((asked.presencePenalty ?? 0) !== 0) return 'presencePenalty';
  return (asked.frequencyPenalty ?? 0) === 0 ? null : 'frequencyPenalty';
}

function encodeSettings(asked: Conversation): JsonObject {
  const { system, maxOutputTokens, temperature, topP, logprobs, responseFormat, reasoning, endUser } = asked;
  const include = [
    ...(logprobs === null ? [] : ['message.output_text.logprobs']),
    // Asked for, or it would have to be kept there.
    ...(reasoning?.enabled === true ? ['reasoning.encrypted_content'] : []),
  ];
  return {
    ...(system.length === 0 ? {} : { instructions: system.map(({ text }) => text).join('\n\n') }),
    ...(maxOutputTokens === null ? {} : { max_output_tokens: maxOutputTokens }),
    ...(temperature === null ? {} : { temperature }),
    ...(topP === null ? {} : { top_p: topP }),
    ...(logprobs === null ? {} : { top_logprobs: logprobs }),
    ...(responseFormat === null ? {} : { text: { format: encodeFormat(responseFormat) } }),
    ...(reasoning === null ? {} : { reasoning: encodeReasoning(reasoning) }),
    ...(include.length === 0 ? {} : { include }),
    ...(endUser === null ? {} : { user: endUser }),
  };
}

function encodeReasoning({ enabled, effort, budgetTokens, visible }: Reasoning): JsonObject {
  if (!enabled) return { effort: 'none' };
  const wanted = effort ?? (budgetTokens === null ? null : effortOfBudget(budgetTokens));
  return { ...(wanted === null ? {} : { effort: wanted }), ...(visible === true ? { summary: 'auto' } : {}) };
}

function encodeFormat(format: ResponseFormat): JsonObject {
  if (format.kind === 'text') return { type: 'text' };
  if (format.kind === 'json') return { type: 'json_object' };
  const { name, description, schema, strict } = format;
  return { type: 'json_schema', name, schema, strict, ...(description === null ? {} : { description }) };
}

function encodeTools({ tools, toolChoice, parallelToolCalls }: Conversation): JsonObject {
  return {
    ...(tools.length === 0 ? {} : { tools: tools.map(encodeTool) }),
    ...(toolChoice === null ? {} : { tool_choice: encodeChoice(toolChoice) }),
    ...(parallelToolCalls === null ? {} : { parallel_tool_calls: parallelToolCalls }),
  };
}

/** Without a word of it this wire takes a function as strict, and others don't. */
function encodeTool({ name, description, parameters, strict }: Tool): JsonObject {
  const described = description === null ? {} : { description };
  return { type: 'function', name, ...described, parameters: parameters ?? EMPTY_PARAMETERS, strict: strict ?? false };
}

const EMPTY_PARAMETERS = { type: 'object', properties: {} };

function encodeChoice(choice: ToolChoice): unknown {
  return choice.kind === 'tool' ? { type: 'function', name: choice.name } : choice.kind;
}
