/** A conversation as a body of Converse. The model and whether to stream stand in its path, not in the body. */
import type { Conversation, Tool } from '../conversation.js';
import { type EncodedRequest, type JsonObject, Untranslatable } from '../dialect.js';
import { dropCallBan, dropForeign, untranslatable } from '../fields.js';
import { isRecord } from '../json.js';
import { encodeMessages } from './encode-messages.js';
import { STOP_SEQUENCE_POINTER } from './finish.js';
import { familyOf, reasoningFields, topKFields } from './model-family.js';

/** What Converse takes for a tool's name. */
const TOOL_NAME = /^[a-zA-Z0-9_-]{1,64}$/;

/** See `Voice.encodeRequest`. */
export function encodeRequest(conversation: Conversation, upstreamModel: string): EncodedRequest | Untranslatable {
  const hints = dropForeign(conversation);
  if (hints instanceof Untranslatable) return hints;
  const ban = dropCallBan(conversation);
  if (ban instanceof Untranslatable) return ban;
  const refused = findUnsayable(conversation);
  if (refused !== null) return refused;
  const toolConfig = encodeToolConfig(conversation);
  if (toolConfig instanceof Untranslatable) return toolConfig;
  const output = encodeOutput(conversation, upstreamModel);
  if (output instanceof Untranslatable) return output;
  const encoded = encodeMessages(conversation);
  if (encoded instanceof Untranslatable) return encoded;
  const inferenceConfig = encodeInferenceConfig(conversation);
  const body = {
    messages: encoded.messages,
    ...(encoded.system.length > 0 ? { system: encoded.system } : {}),
    ...(Object.keys(inferenceConfig).length > 0 ? { inferenceConfig } : {}),
    ...(toolConfig === null ? {} : { toolConfig }),
    ...output,
  };
  return { body, dropped: [...hints, ...ban, ...encoded.dropped] };
}

function findUnsayable(conversation: Conversation): Untranslatable | null {
  const { choices, logprobs, seed, presencePenalty, frequencyPenalty, temperature, topP } = conversation;
  const refuse = (field: Parameters<typeof untranslatable>[1], reason: string) =>
    untranslatable(conversation, field, reason);
  if (choices > 1) return refuse('choices', 'it gives one answer per call');
  if (logprobs !== null) return refuse('logprobs', 'it gives no log probabilities');
  if (seed !== null) return refuse('seed', 'it takes no seed');
  // Zero is no penalty, which is what a model does unasked.
  if ((presencePenalty ?? 0) !== 0) return refuse('presencePenalty', 'it knows no such penalty');
  if ((frequencyPenalty ?? 0) !== 0) return refuse('frequencyPenalty', 'it knows no such penalty');
  if (temperature !== null && !(temperature >= 0 && temperature <= 1)) return refuse('temperature', 'it takes 0 to 1');
  if (topP !== null && !(topP >= 0 && topP <= 1)) return refuse('topP', 'it takes 0 to 1');
  return null;
}

function encodeInferenceConfig({ maxOutputTokens, temperature, topP, stop }: Conversation): JsonObject {
  return {
    ...(maxOutputTokens === null ? {} : { maxTokens: maxOutputTokens }),
    ...(temperature === null ? {} : { temperature }),
    ...(topP === null ? {} : { topP }),
    ...(stop.length === 0 ? {} : { stopSequences: stop }),
  };
}

/** Null: no tools. There is no word for "none": without tools the model calls none, but only if none was called yet. */
function encodeToolConfig(conversation: Conversation): JsonObject | null | Untranslatable {
  const { tools, toolChoice } = conversation;
  const isForbidden = toolChoice?.kind === 'none';
  if (tools.length === 0 || isForbidden) {
    if (!hasToolTurns(conversation)) return null;
    const field = isForbidden && tools.length > 0 ? 'toolChoice' : 'tools';
    return untranslatable(conversation, field, 'after a tool call it wants the tools given, and may call them');
  }
  if (tools.some(({ name }) => !TOOL_NAME.test(name)))
    return untranslatable(conversation, 'tools', 'a tool’s name has 1 to 64 letters, digits, _ and -');
  if (tools.some(({ parameters }) => parameters !== null && !isRecord(parameters)))
    return untranslatable(conversation, 'tools', 'a tool’s parameters are the schema of an object');
  return {
    tools: tools.map((tool) => ({ toolSpec: encodeTool(tool) })),
    ...(toolChoice === null ? {} : { toolChoice: encodeToolChoice(toolChoice) }),
  };
}

function encodeTool({ name, description, parameters, strict }: Tool): JsonObject {
  return {
    name,
    // One that is empty is refused there.
    ...(description === null || description === '' ? {} : { description }),
    inputSchema: { json: { type: 'object', ...(isRecord(parameters) ? parameters : { properties: {} }) } },
    ...(strict === null ? {} : { strict }),
  };
}

function encodeToolChoice(choice: NonNullable<Conversation['toolChoice']>): JsonObject {
  if (choice.kind === 'tool') return { tool: { name: choice.name } };
  return choice.kind === 'required' ? { any: {} } : { auto: {} };
}

function hasToolTurns({ messages }: Conversation): boolean {
  return messages.some(({ parts }) => parts.some(({ kind }) => kind === 'tool_call' || kind === 'tool_result'));
}

/** The answer's form, thoughts, and what only the model's family has a word for. */
function encodeOutput(conversation: Conversation, upstreamModel: string): JsonObject | Untranslatable {
  const { responseFormat, reasoning, topK, stop } = conversation;
  const family = familyOf(upstreamModel);
  if (responseFormat?.kind === 'json')
    return untranslatable(conversation, 'responseFormat', 'it writes JSON only by a schema');
  const sampling = topK === null ? {} : topKFields(family, topK);
  if (sampling === null) return untranslatable(conversation, 'topK', 'it has no such parameter');
  const thinking = reasoning === null ? null : reasoningFields(family, reasoning);
  if (reasoning !== null && thinking === null)
    return untranslatable(conversation, 'reasoning', 'it can’t be told this');
  const modelFields = { ...sampling, ...thinking?.modelFields };
  const outputConfig = {
    ...(responseFormat?.kind === 'schema' ? { textFormat: encodeSchema(responseFormat) } : {}),
    ...(thinking?.effort == null ? {} : { effort: thinking.effort }),
  };
  return {
    ...(Object.keys(modelFields).length > 0 ? { additionalModelRequestFields: modelFields } : {}),
    ...(Object.keys(outputConfig).length > 0 ? { outputConfig } : {}),
    ...(stop.length > 0 ? { additionalModelResponseFieldPaths: [STOP_SEQUENCE_POINTER] } : {}),
  };
}

function encodeSchema(format: Extract<Conversation['responseFormat'], { kind: 'schema' }>): JsonObject {
  const { name, description, schema } = format;
  const jsonSchema = { name, ...(description === null ? {} : { description }), schema: JSON.stringify(schema) };
  return { type: 'json_schema', structure: { jsonSchema } };
}
