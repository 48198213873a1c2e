import { freshId } from '../answer/fresh-id.js';
import type { AnswerPlan, Finish } from '../answer/plan.js';
import { splitIntoPieces } from '../answer/reply.js';
import { splitJson } from '../answer/split-json.js';
import type { Strand } from '../deliveries/delivery.js';
import type { Rendering } from '../exchange/rendering.js';
import type { Frame } from '../exchange/rendering.js';
import { nameOf } from './aws-error.js';
import { eventFrame, exceptionFrame } from './event-frame.js';

/** Time is not told: the same request gets the same answer. */
const METRICS = { latencyMs: 1 };
/** What proves thoughts to be the model's own. */
const SIGNATURE = Buffer.from('the sandbox thought this').toString('base64');

const STOP_REASONS: Readonly<Record<Finish, string>> = {
  stop: 'end_turn',
  length: 'max_tokens',
  tool_calls: 'tool_use',
  refusal: 'content_filtered',
  filtered: 'guardrail_intervened',
};

/** How Bedrock's Converse and ConverseStream write an answer. */
export const CONVERSE_RENDERING: Rendering = {
  abilities: { images: false, cacheWrites: true, filtered: true },
  steeringParam: 'messages',
  whole: wholeAnswer,
  stream: streamAnswer,
  streamType: 'application/vnd.amazon.eventstream',
  streamError: (refusal) => {
    const name = nameOf(refusal);
    return exceptionFrame(name.charAt(0).toLowerCase() + name.slice(1), { message: refusal.message });
  },
};

function wholeAnswer(plan: AnswerPlan): object {
  return {
    output: { message: { role: 'assistant', content: blocksOf(plan) } },
    stopReason: stopReasonOf(plan),
    ...usageOf(plan),
    metrics: METRICS,
  };
}

function blocksOf({ thoughts, text, refusal, calls }: AnswerPlan): object[] {
  const said = refusal ?? text;
  return [
    ...(thoughts === '' ? [] : [{ reasoningContent: { reasoningText: { text: thoughts, signature: SIGNATURE } } }]),
    ...(said === '' && calls.length > 0 ? [] : [{ text: said }]),
    ...calls.map(({ name, args }) => ({ toolUse: { toolUseId: freshId('tooluse_'), name, input: args } })),
  ];
}

function* streamAnswer(plan: AnswerPlan): Generator<Frame> {
  const { thoughts, text, refusal, calls, steering } = plan;
  let index = -1;
  yield frame('messageStart', { role: 'assistant' });
  if (thoughts !== '') {
    index += 1;
    for (const piece of splitIntoPieces(thoughts, undefined)) {
      yield delta(index, { reasoningContent: { text: piece } }, { strand: 'thoughts', said: piece });
    }
    yield frame('contentBlockDelta', {
      delta: { reasoningContent: { signature: SIGNATURE } },
      contentBlockIndex: index,
    });
    yield frame('contentBlockStop', { contentBlockIndex: index });
  }
  const said = refusal ?? text;
  if (said !== '') {
    index += 1;
    for (const piece of splitIntoPieces(said, steering.chunks)) {
      yield delta(index, { text: piece }, { strand: 'text', said: piece });
    }
    yield frame('contentBlockStop', { contentBlockIndex: index });
  }
  for (const { name, json } of calls) {
    index += 1;
    const start = { toolUse: { toolUseId: freshId('tooluse_'), name } };
    yield frame('contentBlockStart', { start, contentBlockIndex: index });
    for (const [at, piece] of splitJson(json).entries()) {
      const said = at === 0 ? name + piece : piece;
      yield delta(index, { toolUse: { input: piece } }, { strand: 'tools', said });
    }
    yield frame('contentBlockStop', { contentBlockIndex: index });
  }
  yield frame('messageStop', { stopReason: stopReasonOf(plan) });
  const reported = usageOf(plan);
  yield { ...frame('metadata', { ...reported, metrics: METRICS }), usage: 'usage' in reported };
}

function delta(index: number, content: object, { strand, said }: { strand: Strand; said: string }): Frame {
  const written = frame('contentBlockDelta', { delta: content, contentBlockIndex: index });
  return { ...written, piece: { strand, choice: 0, length: said.length } };
}

/** Each payload is padded under a name of its own, as AWS does it against guessing texts by their length. */
function frame(type: string, payload: object): Frame {
  return { bytes: eventFrame(type, { ...payload, p: 'abcdefgh' }) };
}

function stopReasonOf({ finish, stopSequence }: AnswerPlan): string {
  return finish === 'stop' && stopSequence !== null ? 'stop_sequence' : STOP_REASONS[finish];
}

/** Tokens of the cache stand beside the input's, and the total has them all. */
function usageOf({ usage, steering }: AnswerPlan): { usage?: object } {
  if (steering.omitUsage === true) return {};
  const { promptTokens, completionTokens, cachedTokens, cacheWriteTokens } = usage;
  return {
    usage: {
      inputTokens: promptTokens - cachedTokens - cacheWriteTokens,
      outputTokens: completionTokens,
      totalTokens: promptTokens + completionTokens,
      cacheReadInputTokens: cachedTokens,
      cacheWriteInputTokens: cacheWriteTokens,
    },
  };
}
