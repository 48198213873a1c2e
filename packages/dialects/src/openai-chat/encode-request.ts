/** A conversation as a chat request for a provider that speaks OpenAI's wire. */
import type { Conversation, JsonValue, Reasoning, ResponseFormat, Tool, ToolChoice } from '../conversation.js';
import { type EncodedRequest, type JsonObject, Untranslatable } from '../dialect.js';
import { effortOfBudget } from '../effort.js';
import { dropForeign, untranslatable } from '../fields.js';
import { encodeMessages } from './encode-messages.js';

const NO_ARGUMENTS: JsonValue = Object.freeze({ type: 'object', properties: {} });

/** The bound goes under its older name, which everybody knows but OpenAI's newer models: that is their adapter's affair. */
export function encodeRequest(conversation: Conversation, upstreamModel: string): EncodedRequest | Untranslatable {
  const dropped = dropForeign(conversation);
  if (dropped instanceof Untranslatable) return dropped;
  if (conversation.topK !== null)
    return untranslatable(conversation, 'topK', 'the provider of this model has no such field');
  const messages = encodeMessages(withJsonNamed(conversation));
  if (messages instanceof Untranslatable) return messages;
  const body = {
    model: upstreamModel,
    messages,
    ...encodeTools(conversation),
    ...encodeSampling(conversation),
    ...given('response_format', encodeFormat(conversation.responseFormat)),
    ...given('reasoning_effort', effortOf(conversation.reasoning, conversation.from)),
    ...given('user', conversation.endUser),
    ...(conversation.stream ? { stream: true } : {}),
  };
  return { body, dropped };
}

/** OpenAI refuses to answer in JSON unless a message asks for it by name; other wires make no such condition. */
function withJsonNamed(conversation: Conversation): Conversation {
  const { responseFormat, system, messages } = conversation;
  if (responseFormat?.kind !== 'json') return conversation;
  const parts = [...system, ...messages.flatMap((message): readonly { kind: string }[] => message.parts)];
  if (parts.some((part) => 'text' in part && /json/i.test(String(part.text)))) return conversation;
  return { ...conversation, system: [...system, { kind: 'text', text: 'Answer in JSON.' }] };
}

function encodeSampling(conversation: Conversation): JsonObject {
  const { choices, logprobs, stop } = conversation;
  return {
    ...given('max_tokens', conversation.maxOutputTokens),
    ...given('temperature', conversation.temperature),
    ...given('top_p', conversation.topP),
    ...given('stop', stop.length === 0 ? null : stop),
    ...given('seed', conversation.seed),
    ...given('presence_penalty', conversation.presencePenalty),
    ...given('frequency_penalty', conversation.frequencyPenalty),
    ...(choices > 1 ? { n: choices } : {}),
    ...(logprobs === null ? {} : { logprobs: true }),
    ...(logprobs === null || logprobs === 0 ? {} : { top_logprobs: logprobs }),
  };
}

/** Without tools OpenAI refuses what is said about them, and nothing is lost by silence. */
function encodeTools({ tools, toolChoice, parallelToolCalls }: Conversation): JsonObject {
  if (tools.length === 0) return {};
  return {
    tools: tools.map(encodeTool),
    ...given('tool_choice', toolChoice === null ? null : encodeChoice(toolChoice)),
    ...given('parallel_tool_calls', parallelToolCalls),
  };
}

function encodeTool({ name, description, parameters, strict }: Tool): JsonObject {
  const described = {
    name,
    ...given('description', description),
    // Some who speak this wire insist on a schema.
    parameters: parameters ?? NO_ARGUMENTS,
    ...given('strict', strict),
  };
  return { type: 'function', function: described };
}

function encodeChoice(choice: ToolChoice): unknown {
  return choice.kind === 'tool' ? { type: 'function', function: { name: choice.name } } : choice.kind;
}

function encodeFormat(format: ResponseFormat | null): JsonObject | null {
  switch (format?.kind) {
    case 'json':
      return { type: 'json_object' };
    case 'schema': {
      const { name, description, schema, strict } = format;
      const wanted = { name, ...given('description', description), schema, ...given('strict', strict) };
      return { type: 'json_schema', json_schema: wanted };
    }
    case 'text':
    case undefined:
      return null;
  }
}

/**
 * An effort, or a budget's. To think not at all is said only to those who asked in OpenAI's own word: a model that can't
 * think refuses the field, and one that needn't doesn't unless it is told to. Whether thoughts are shown this wire
 * leaves to the provider.
 */
function effortOf(reasoning: Reasoning | null, from: Conversation['from']): string | null {
  if (reasoning === null) return null;
  if (!reasoning.enabled) return from === 'openai-chat' || from === 'openai-responses' ? 'none' : null;
  if (reasoning.effort !== null) return reasoning.effort;
  return reasoning.budgetTokens === null ? null : effortOfBudget(reasoning.budgetTokens);
}

/** A member, where there is something to say. */
function given(name: string, value: unknown): JsonObject {
  return value === null ? {} : { [name]: value };
}
