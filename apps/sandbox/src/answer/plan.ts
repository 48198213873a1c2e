import { countTextTokens } from '@turnpike/domain/token-count';
import { secondsToSay } from '../audio/wav.js';
import type { Strands, TokenNumbers } from '../deliveries/delivery.js';
import { drawPng } from '../images/png.js';
import { withoutSteering } from '../steering/parse-steering.js';
import type { Steering } from '../steering/steering.js';
import type { Abilities, Ask } from './ask.js';
import { composeUsage } from './compose-usage.js';
import { fitSchema } from './fit-schema.js';
import { planCalls, type ToolCall } from './plan-calls.js';
import { composeReply, fillerWords, truncateToTokens, type Reply } from './reply.js';

/** Why an answer ends, in no wire's words. `filtered`: somebody's filter; `refusal`: the model itself. */
export type Finish = 'stop' | 'length' | 'tool_calls' | 'refusal' | 'filtered';

/** Everything decided about an answer before its first byte. Every choice is the same. */
export interface AnswerPlan {
  model: string;
  choices: number;
  /** As far as they are shown. */
  thoughts: string;
  text: string;
  /** The words of a refusal; there is no text then. */
  refusal: string | undefined;
  calls: readonly ToolCall[];
  /** PNGs. */
  pictures: readonly Buffer[];
  finish: Finish;
  /** The stop sequence that ended it. */
  stopSequence: string | null;
  usage: TokenNumbers;
  steering: Steering;
}

export type PlanResult = { ok: true; plan: AnswerPlan } | { ok: false; problem: string };

const THOUGHT = 'They wrote to me, and I shall answer.';
const MAX_THOUGHT_WORDS = 200;
const MAX_RESULT_CHARS = 400;
const PICTURE_SIZE = { width: 64, height: 64 };

/** Decides an answer. The same request always gets the same. */
export async function planAnswer(ask: Ask, steering: Steering, abilities: Abilities): Promise<PlanResult> {
  const problem = findImpossible(steering, abilities);
  if (problem !== undefined) return { ok: false, problem };
  const planned = planCalls(ask, steering);
  if (!planned.ok) return planned;
  const { calls } = planned;
  const thoughts = composeThoughts(ask, steering);
  const thoughtTokens = steering.reasoningTokens ?? countTextTokens(thoughts);
  const reply = composeText(ask, steering, { calls, thoughtTokens });
  const pictures = await drawPictures(ask, steering.images ?? 0);
  const composed = composeUsage(
    {
      prompt: ask.promptTokens,
      imageInput: ask.imageInputTokens,
      written: (reply.tokens + countCalls(calls)) * ask.choices,
      thoughts: thoughtTokens,
      pictures: pictures.length * ask.choices,
      soundSeconds: ask.speaks === true && reply.text !== '' ? secondsToSay(reply.text, 1) * ask.choices : 0,
    },
    steering,
  );
  if (!composed.ok) return composed;
  const refused = steering.refusal !== undefined;
  const plan: AnswerPlan = {
    model: ask.model,
    choices: ask.choices,
    thoughts,
    text: refused ? '' : reply.text,
    refusal: refused ? reply.text : undefined,
    calls,
    pictures,
    finish: finishOf(steering, calls, reply),
    stopSequence: reply.stopSequence,
    usage: composed.usage,
    steering,
  };
  return { ok: true, plan };
}

/** What the account of deliveries calls this answer. */
export function strandsOf({ text, refusal, thoughts, calls }: AnswerPlan): Strands {
  return {
    text: refusal ?? text,
    thoughts,
    tools: calls.map(({ name, json }) => name + json).join(''),
  };
}

function findImpossible(steering: Steering, abilities: Abilities): string | undefined {
  if ((steering.images ?? 0) > 0 && !abilities.images) return 'image: answers of this wire can’t carry any.';
  if (steering.cacheWriteTokens !== undefined && !abilities.cacheWrites) {
    return 'cache_write_tokens: this wire doesn’t report any.';
  }
  if (steering.filtered === true && !abilities.filtered) return 'filtered: this wire has no word for it.';
  if (steering.refusal !== undefined && (steering.tools ?? steering.reply) !== undefined) {
    return 'refusal stands alone: neither reply nor tool goes with it.';
  }
  return undefined;
}

/** A refusal is a text too: it has tokens, and a limit ends it. */
function composeText(ask: Ask, steering: Steering, made: { calls: readonly ToolCall[]; thoughtTokens: number }): Reply {
  return composeReply({
    prompt: withoutSteering(ask.lastUserText),
    text: steering.refusal ?? textOf(ask, steering, made.calls),
    chunks: steering.chunks,
    stop: ask.stop,
    maxTokens: ask.maxTokens === undefined ? undefined : Math.max(0, ask.maxTokens - made.thoughtTokens),
  });
}

/** Undefined where the text is to be made from the prompt. */
function textOf(ask: Ask, steering: Steering, calls: readonly ToolCall[]): string | undefined {
  if (calls.length > 0) return steering.reply ?? '';
  if (ask.json !== undefined) return steering.reply ?? JSON.stringify(objectFor(ask));
  if (ask.toolResults.length === 0) return steering.reply;
  const results = ask.toolResults.join(' | ').replace(/\s+/g, ' ').toWellFormed();
  return `The tool said: ${results.slice(0, MAX_RESULT_CHARS).toWellFormed()}. The sandbox answers.`;
}

function objectFor({ json, lastUserText }: Ask): unknown {
  if (json?.schema !== undefined) return fitSchema(json.schema);
  return { you_said: withoutSteering(lastUserText).slice(0, MAX_RESULT_CHARS).toWellFormed() };
}

/** About as many tokens as are reported, within bounds; none where nobody asked to see any. */
function composeThoughts(ask: Ask, steering: Steering): string {
  const tokens = steering.reasoningTokens;
  if (!ask.thinks && steering.showThoughts !== true) return '';
  if (tokens === undefined) return THOUGHT;
  if (tokens === 0) return '';
  return truncateToTokens(fillerWords(Math.min(tokens, MAX_THOUGHT_WORDS)).join(' '), tokens);
}

function countCalls(calls: readonly ToolCall[]): number {
  return calls.reduce((total, { name, json }) => total + countTextTokens(name) + countTextTokens(json), 0);
}

function drawPictures(ask: Ask, count: number): Promise<Buffer[]> {
  const subject = withoutSteering(ask.lastUserText);
  return Promise.all(Array.from({ length: count }, (_, index) => drawPng(`${subject} ${index}`, PICTURE_SIZE)));
}

function finishOf(steering: Steering, calls: readonly ToolCall[], reply: Reply): Finish {
  if (steering.filtered === true) return 'filtered';
  if (steering.refusal !== undefined) return 'refusal';
  return calls.length > 0 ? 'tool_calls' : reply.finishReason;
}
