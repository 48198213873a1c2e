import { randomUUID } from 'node:crypto';
import { freshId } from '../answer/fresh-id.js';
import type { AnswerPlan, Finish } from '../answer/plan.js';
import { splitIntoPieces } from '../answer/reply.js';
import { splitJson } from '../answer/split-json.js';
import type { Strand } from '../deliveries/delivery.js';
import type { Frame, Rendering } from '../exchange/rendering.js';

const DONE_EVENT = 'data: [DONE]\n\n';

/** Cohere has no word for a refusal: it is an answer like others. */
const FINISH_REASONS: Readonly<Record<Finish, string>> = {
  stop: 'COMPLETE',
  length: 'MAX_TOKENS',
  tool_calls: 'TOOL_CALL',
  refusal: 'COMPLETE',
  filtered: 'ERROR',
};

/** How Cohere's `/v2/chat` writes an answer. */
export const COHERE_RENDERING: Rendering = {
  abilities: { images: false, cacheWrites: false, filtered: false },
  steeringParam: 'messages',
  whole: wholeAnswer,
  stream: streamAnswer,
  streamType: 'text/event-stream',
  streamError: ({ message }) => event('message-end', { delta: { error: message, finish_reason: 'ERROR' } }),
};

function wholeAnswer(plan: AnswerPlan): object {
  const { thoughts, calls } = plan;
  const said = plan.refusal ?? plan.text;
  const content = [
    ...(thoughts === '' ? [] : [{ type: 'thinking', thinking: thoughts }]),
    ...(calls.length > 0 ? [] : [{ type: 'text', text: said }]),
  ];
  return {
    id: randomUUID(),
    finish_reason: finishReasonOf(plan),
    message: {
      role: 'assistant',
      ...(calls.length === 0 ? {} : { tool_plan: said, tool_calls: calls.map(toCall) }),
      ...(content.length === 0 ? {} : { content }),
    },
    ...usageOf(plan),
  };
}

function* streamAnswer(plan: AnswerPlan): Generator<Frame> {
  const { thoughts, calls, steering } = plan;
  const said = plan.refusal ?? plan.text;
  const message = { role: 'assistant', content: [], tool_plan: '', tool_calls: [], citations: [] };
  yield { bytes: event('message-start', { id: randomUUID(), delta: { message } }) };
  let index = 0;
  if (thoughts !== '') {
    yield* contentBlock(index, 'thinking', splitIntoPieces(thoughts, undefined));
    index += 1;
  }
  const pieces = splitIntoPieces(said, steering.chunks);
  if (calls.length === 0) yield* contentBlock(index, 'text', pieces);
  else {
    for (const tool_plan of pieces) {
      yield piece('text', tool_plan, event('tool-plan-delta', { delta: { message: { tool_plan } } }));
    }
    for (const [at, call] of calls.entries()) yield* toolCall(at, call);
  }
  const { usage } = usageOf(plan);
  const delta = { finish_reason: finishReasonOf(plan), ...(usage === undefined ? {} : { usage }) };
  yield { bytes: event('message-end', { delta }), usage: usage !== undefined };
  yield { bytes: DONE_EVENT };
}

function* contentBlock(index: number, type: 'text' | 'thinking', pieces: readonly string[]): Generator<Frame> {
  const begun = { type, [type]: '' };
  yield { bytes: event('content-start', { index, delta: { message: { content: begun } } }) };
  for (const said of pieces) {
    const bytes = event('content-delta', { index, delta: { message: { content: { [type]: said } } } });
    yield piece(type === 'text' ? 'text' : 'thoughts', said, bytes);
  }
  yield { bytes: event('content-end', { index }) };
}

function* toolCall(index: number, { name, json }: AnswerPlan['calls'][number]): Generator<Frame> {
  const begun = { id: freshId(`${name}_`), type: 'function', function: { name, arguments: '' } };
  yield { bytes: event('tool-call-start', { index, delta: { message: { tool_calls: begun } } }) };
  for (const [at, said] of splitJson(json).entries()) {
    const more = { function: { arguments: said } };
    const bytes = event('tool-call-delta', { index, delta: { message: { tool_calls: more } } });
    yield piece('tools', at === 0 ? name + said : said, bytes);
  }
  yield { bytes: event('tool-call-end', { index }) };
}

function piece(strand: Strand, said: string, bytes: string): Frame {
  return { bytes, piece: { strand, choice: 0, length: said.length } };
}

function event(type: string, fields: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
}

function toCall({ name, json }: AnswerPlan['calls'][number]): object {
  return { id: freshId(`${name}_`), type: 'function', function: { name, arguments: json } };
}

function finishReasonOf({ finish, stopSequence }: AnswerPlan): string {
  return finish === 'stop' && stopSequence !== null ? 'STOP_SEQUENCE' : FINISH_REASONS[finish];
}

/** What is billed is what was counted; cached tokens are part of the input, reasoning of the output. */
function usageOf({ usage, steering }: AnswerPlan): { usage?: object } {
  if (steering.omitUsage === true) return {};
  const tokens = { input_tokens: usage.promptTokens, output_tokens: usage.completionTokens };
  return { usage: { billed_units: tokens, tokens, cached_tokens: usage.cachedTokens } };
}
