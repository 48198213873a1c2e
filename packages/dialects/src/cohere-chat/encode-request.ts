/** A conversation as a body of Cohere's `POST /v2/chat`. */
import type { Conversation, ConversationField } from '../conversation.js';
import { type EncodedRequest, type JsonObject, Untranslatable } from '../dialect.js';
import { budgetOfEffort } from '../effort.js';
import { dropCallBan, dropForeign, untranslatable } from '../fields.js';
import { encodeMessages } from './encode-messages.js';

const NO_ARGUMENTS = { type: 'object', properties: {} };
const MOST_STOP_SEQUENCES = 5;

/** Numbers that Cohere takes within bounds: its name for them, and the bounds, which belong to them. */
const BOUNDED: readonly { field: ConversationField & keyof Conversation; name: string; least: number; most: number }[] =
  [
    { field: 'temperature', name: 'temperature', least: 0, most: Infinity },
    { field: 'topP', name: 'p', least: 0.01, most: 0.99 },
    { field: 'topK', name: 'k', least: 0, most: 500 },
    { field: 'frequencyPenalty', name: 'frequency_penalty', least: 0, most: 1 },
    { field: 'presencePenalty', name: 'presence_penalty', least: 0, most: 1 },
  ];

/** See `Voice.encodeRequest`. */
export function encodeRequest(conversation: Conversation, upstreamModel: string): EncodedRequest | Untranslatable {
  const hints = dropForeign(conversation);
  if (hints instanceof Untranslatable) return hints;
  const ban = dropCallBan(conversation);
  if (ban instanceof Untranslatable) return ban;
  const refused = findUnsayable(conversation);
  if (refused !== null) return refused;
  const sampling = encodeSampling(conversation);
  if (sampling instanceof Untranslatable) return sampling;
  const tools = encodeTools(conversation);
  if (tools instanceof Untranslatable) return tools;
  const encoded = encodeMessages(conversation);
  if (encoded instanceof Untranslatable) return encoded;
  const { maxOutputTokens, stop, seed, logprobs, reasoning, stream } = conversation;
  const body = {
    model: upstreamModel,
    messages: encoded.messages,
    stream,
    ...sampling,
    ...tools,
    ...encodeFormat(conversation.responseFormat),
    ...(maxOutputTokens === null ? {} : { max_tokens: maxOutputTokens }),
    ...(stop.length === 0 ? {} : { stop_sequences: stop }),
    ...(seed === null ? {} : { seed }),
    ...(logprobs === null ? {} : { logprobs: true }),
    ...(reasoning === null ? {} : { thinking: encodeThinking(reasoning) }),
  };
  return { body, dropped: [...hints, ...ban, ...encoded.dropped] };
}

function findUnsayable(conversation: Conversation): Untranslatable | null {
  const { choices, logprobs, stop, tools, responseFormat } = conversation;
  const refuse = (field: ConversationField, reason: string) => untranslatable(conversation, field, reason);
  if (choices > 1) return refuse('choices', 'it gives one answer per call');
  if ((logprobs ?? 0) > 0) return refuse('logprobs', 'it gives no alternatives to a token');
  if (stop.length > MOST_STOP_SEQUENCES) return refuse('stop', `it takes up to ${MOST_STOP_SEQUENCES}`);
  if (tools.length === 0) return null;
  if (responseFormat !== null && responseFormat.kind !== 'text')
    return refuse('responseFormat', 'it writes JSON only where there are no tools');
  return null;
}

function encodeSampling(conversation: Conversation): JsonObject | Untranslatable {
  const sampling: Record<string, number> = {};
  for (const { field, name, least, most } of BOUNDED) {
    const value = conversation[field];
    if (typeof value !== 'number') continue;
    if (!(value >= least && value <= most)) {
      const bounds = most === Infinity ? `${least} or more` : `${least} to ${most}`;
      return untranslatable(conversation, field, `it takes ${bounds}`);
    }
    sampling[name] = value;
  }
  return sampling;
}

function encodeTools(conversation: Conversation): JsonObject | Untranslatable {
  const { tools, toolChoice } = conversation;
  if (tools.length === 0) return {};
  const strict = tools.filter((tool) => tool.strict === true).length;
  if (strict > 0 && strict < tools.length)
    return untranslatable(conversation, 'tools', 'it keeps to the schemas of all tools or of none');
  // To be made to call one of a single tool is to be made to call that one.
  const isOnly = toolChoice?.kind === 'tool' && tools.length === 1 && tools[0]?.name === toolChoice.name;
  if (toolChoice?.kind === 'tool' && !isOnly)
    return untranslatable(conversation, 'toolChoice', 'it can’t be made to call a certain one of several tools');
  return {
    tools: tools.map(({ name, description, parameters }) => ({
      type: 'function',
      function: { name, ...(description === null ? {} : { description }), parameters: parameters ?? NO_ARGUMENTS },
    })),
    ...(strict > 0 ? { strict_tools: true } : {}),
    ...(toolChoice?.kind === 'required' || isOnly ? { tool_choice: 'REQUIRED' } : {}),
    ...(toolChoice?.kind === 'none' ? { tool_choice: 'NONE' } : {}),
  };
}

function encodeFormat(format: Conversation['responseFormat']): JsonObject {
  if (format === null) return {};
  if (format.kind === 'text') return { response_format: { type: 'text' } };
  const schema = format.kind === 'schema' ? { json_schema: format.schema } : {};
  return { response_format: { type: 'json_object', ...schema } };
}

function encodeThinking(reasoning: NonNullable<Conversation['reasoning']>): JsonObject {
  const { enabled, effort, budgetTokens } = reasoning;
  if (!enabled) return { type: 'disabled' };
  const budget = budgetTokens ?? (effort === null ? null : budgetOfEffort(effort));
  return { type: 'enabled', ...(budget === null ? {} : { token_budget: budget }) };
}
