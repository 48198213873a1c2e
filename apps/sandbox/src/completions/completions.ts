import { freshId } from '../answer/fresh-id.js';
import type { AnswerPlan, Finish } from '../answer/plan.js';
import { splitIntoPieces } from '../answer/reply.js';
import { oddsOf } from '../answer/token-odds.js';
import { answerConversation } from '../exchange/answer-conversation.js';
import type { Exchange } from '../exchange/exchange.js';
import type { Frame, Rendering } from '../exchange/rendering.js';
import { toErrorBody } from '../openai/openai-error.js';
import { toOpenAiUsage } from '../openai/openai-usage.js';
import { parseCompletions, type CompletionsRequest } from './completions-request.js';

/** There are no tools, and a refusal is a text like others. */
const FINISH_REASONS: Readonly<Record<Finish, string>> = {
  stop: 'stop',
  length: 'length',
  tool_calls: 'stop',
  refusal: 'stop',
  filtered: 'content_filter',
};

/** `POST /v1/completions`, OpenAI's first API; steered by the prompt. */
export async function answerCompletions(exchange: Exchange): Promise<void> {
  const body = await exchange.readJson();
  if (body === undefined) return;
  const parsed = parseCompletions(body.value);
  if (!parsed.ok) return exchange.refuse(parsed.error);
  await answerConversation(exchange, parsed.request.ask, rendering(parsed.request));
}

function rendering(request: CompletionsRequest): Rendering {
  const shared = {
    id: freshId('cmpl-'),
    object: 'text_completion',
    created: Math.floor(Date.now() / 1_000),
    model: request.ask.model,
    system_fingerprint: 'fp_sandbox',
  };
  return {
    abilities: { images: false, cacheWrites: false, filtered: true },
    steeringParam: 'prompt',
    whole: (plan) => ({ ...shared, choices: wholeChoices(plan, request), ...usageOf(plan) }),
    stream: (plan) => frames(plan, request, shared),
    streamType: 'text/event-stream; charset=utf-8',
    streamError: (refusal) => write(toErrorBody(refusal)),
  };
}

function wholeChoices(plan: AnswerPlan, { echoed, suffix, logprobs }: CompletionsRequest): object[] {
  const said = plan.refusal ?? plan.text;
  return Array.from({ length: plan.choices }, (_, index) => ({
    text: echoed + said + suffix,
    index,
    logprobs: logprobs ? oddsOfText(said, echoed.length) : null,
    finish_reason: FINISH_REASONS[plan.finish],
  }));
}

function* frames(plan: AnswerPlan, request: CompletionsRequest, shared: object): Generator<Frame> {
  const { steering } = plan;
  const reportsUsage = request.includeUsage && steering.omitUsage !== true;
  const tail = reportsUsage ? { usage: null } : {};
  const choices = Array.from({ length: plan.choices }, (_, index) => index);
  const chunk = (index: number, text: string, finish: string | null = null): string => {
    const logprobs = request.logprobs && text !== '' ? oddsOfText(text, 0) : null;
    return write({ ...shared, choices: [{ text, index, logprobs, finish_reason: finish }], ...tail });
  };
  if (request.echoed !== '') for (const index of choices) yield { bytes: chunk(index, request.echoed) };
  for (const piece of splitIntoPieces(plan.refusal ?? plan.text, steering.chunks)) {
    for (const choice of choices) {
      yield { bytes: chunk(choice, piece), piece: { strand: 'text', choice, length: piece.length } };
    }
  }
  for (const index of choices) yield { bytes: chunk(index, request.suffix, FINISH_REASONS[plan.finish]) };
  if (reportsUsage) yield { bytes: write({ ...shared, choices: [], ...usageOf(plan) }), usage: true };
  yield { bytes: 'data: [DONE]\n\n' };
}

/** The words and how likely they were, by lists side by side, as this wire has them. */
function oddsOfText(text: string, offset: number): object {
  const tokens = splitIntoPieces(text, undefined);
  const odds = tokens.map((token) => oddsOf(token).logprob);
  let at = offset;
  return {
    tokens,
    token_logprobs: odds,
    top_logprobs: tokens.map((token, index) => ({ [token]: odds[index] })),
    text_offset: tokens.map((token) => (at += token.length) - token.length),
  };
}

function usageOf({ steering, usage }: AnswerPlan): object {
  return steering.omitUsage === true ? {} : { usage: toOpenAiUsage(usage) };
}

function write(event: object): string {
  return `data: ${JSON.stringify(event)}\n\n`;
}
