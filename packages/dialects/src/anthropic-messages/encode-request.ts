/** A conversation as a body for a provider that speaks this wire. */
import type { Conversation, ConversationField } from '../conversation.js';
import { type EncodedRequest, type JsonObject, Untranslatable } from '../dialect.js';
import { effortOfBudget } from '../effort.js';
import { dropForeign } from '../fields.js';
import { isRecord } from '../json.js';
import { closeSchema } from './closed-schema.js';
import { type EncodedMessages, encodeMessages, textBlocks } from './encode-messages.js';
import { encodeTools } from './encode-tools.js';
import { RequestWriting } from './request-writing.js';

/**
 * This wire demands a bound, and each model has its own most: a larger one is an error there. Every model that was ever
 * served by it may answer with so many, which is why it is what callers get who set none. Thoughts come on top.
 */
const DEFAULT_MAX_TOKENS = 4_096;
/** As documented; a smaller budget is an error there. */
const LEAST_BUDGET_TOKENS = 1_024;

/** Fields that this wire has no word for, and when they ask for something. */
const UNSAID: readonly (readonly [ConversationField, (conversation: Conversation) => boolean])[] = [
  ['choices', ({ choices }) => choices > 1],
  ['logprobs', ({ logprobs }) => logprobs !== null],
  ['seed', ({ seed }) => seed !== null],
  // Of zero they are as good as not there.
  ['presencePenalty', ({ presencePenalty }) => (presencePenalty ?? 0) !== 0],
  ['frequencyPenalty', ({ frequencyPenalty }) => (frequencyPenalty ?? 0) !== 0],
];

export function encodeRequest(conversation: Conversation, upstreamModel: string): EncodedRequest | Untranslatable {
  const hints = dropForeign(conversation);
  if (hints instanceof Untranslatable) return hints;
  const writing = new RequestWriting(conversation, hints);
  for (const [field, isAsked] of UNSAID) if (isAsked(conversation)) writing.refuse(field, 'it has no such parameter');
  const { messages, system: leading } = encodeMessages(conversation.messages, writing);
  const system = [...textBlocks(conversation.system), ...leading];
  const { maxOutputTokens, endUser, stop } = conversation;
  const reasoning = fittingReasoning(conversation.reasoning, messages);
  const body = {
    model: upstreamModel,
    max_tokens: maxOutputTokens ?? DEFAULT_MAX_TOKENS + (reasoning?.budgetTokens ?? 0),
    ...(system.length === 0 ? {} : { system }),
    messages,
    ...encodeTools(conversation, writing),
    ...encodeSampling(conversation, writing),
    ...(stop.length === 0 ? {} : { stop_sequences: stop }),
    ...encodeOutput({ ...conversation, reasoning }, writing),
    ...(endUser === null ? {} : { metadata: { user_id: endUser } }),
    ...(conversation.stream ? { stream: true } : {}),
  };
  return writing.refusal ?? { body, dropped: writing.dropped };
}

/**
 * A budget demands that a turn which called tools begins with its thought. Not every wire has a place for that: where it
 * is gone, the model decides by the effort that the budget comes to.
 */
function fittingReasoning(
  reasoning: Conversation['reasoning'],
  messages: EncodedMessages['messages'],
): Conversation['reasoning'] {
  const [asked, answered] = messages.filter(({ role }) => role !== 'system').slice(-2);
  if (reasoning?.enabled !== true || reasoning.budgetTokens === null || asked?.role !== 'assistant') return reasoning;
  const isToolTurn = answered?.content[0]?.type === 'tool_result';
  const opening = asked.content[0]?.type;
  if (!isToolTurn || opening === 'thinking' || opening === 'redacted_thinking') return reasoning;
  return { ...reasoning, effort: reasoning.effort ?? effortOfBudget(reasoning.budgetTokens), budgetTokens: null };
}

function encodeSampling({ temperature, topP, topK }: Conversation, writing: RequestWriting): JsonObject {
  if (temperature !== null && temperature > 1) writing.refuse('temperature', 'its temperatures go from 0 to 1');
  return {
    ...(temperature === null ? {} : { temperature }),
    ...(topP === null ? {} : { top_p: topP }),
    ...(topK === null ? {} : { top_k: topK }),
  };
}

/** How much to think, and the form of the answer. */
function encodeOutput(conversation: Conversation, writing: RequestWriting): JsonObject {
  const { reasoning } = conversation;
  const effort = reasoning?.effort ?? null;
  const format = encodeFormat(conversation, writing);
  const config = {
    // The least that there is a word for.
    ...(effort === null ? {} : { effort: effort === 'minimal' ? 'low' : effort }),
    ...(format === null ? {} : { format }),
  };
  return {
    ...(reasoning === null ? {} : { thinking: encodeThinking(reasoning, writing) }),
    ...(Object.keys(config).length === 0 ? {} : { output_config: config }),
  };
}

/** A budget where one is given; else the model decides, by the effort that stands beside it. */
function encodeThinking(reasoning: NonNullable<Conversation['reasoning']>, writing: RequestWriting): JsonObject {
  const { enabled, budgetTokens, visible } = reasoning;
  if (!enabled) return { type: 'disabled' };
  const display = visible === null ? {} : { display: visible ? 'summarized' : 'omitted' };
  if (budgetTokens === null) return { type: 'adaptive', ...display };
  if (budgetTokens < LEAST_BUDGET_TOKENS) {
    writing.refuse('reasoning', `its least budget for thoughts is ${LEAST_BUDGET_TOKENS} tokens`);
  }
  return { type: 'enabled', budget_tokens: budgetTokens, ...display };
}

function encodeFormat({ responseFormat }: Conversation, writing: RequestWriting): JsonObject | null {
  if (responseFormat === null || responseFormat.kind === 'text') return null;
  if (responseFormat.kind === 'json') {
    writing.refuse('responseFormat', 'it writes JSON only by a schema');
    return null;
  }
  const { schema, description } = responseFormat;
  if (!isRecord(schema)) {
    writing.refuse('responseFormat', 'its schemas are objects');
    return null;
  }
  const closed = closeSchema(schema);
  // What it is for is said by the schema itself; its name says nothing.
  return { type: 'json_schema', schema: description === null ? closed : { description, ...closed } };
}
