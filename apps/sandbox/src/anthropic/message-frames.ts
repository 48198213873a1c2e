import type { AnswerPlan } from '../answer/plan.js';
import { splitIntoPieces } from '../answer/reply.js';
import { splitJson } from '../answer/split-json.js';
import type { Strand } from '../deliveries/delivery.js';
import type { Frame } from '../exchange/rendering.js';
import { blocksOf, renderEnvelope, renderStop, renderUsage, type Block, type MessageWriter } from './message-answer.js';

/** The events of a message: each block opens, grows and closes before the next; the reason and the usage come last. */
export function* messageFrames(plan: AnswerPlan, writer: MessageWriter): Generator<Frame> {
  const { steering, usage } = plan;
  const reports = steering.omitUsage !== true;
  const message = {
    ...renderEnvelope(plan),
    ...(reports ? { usage: { ...renderUsage(usage), output_tokens: 1, output_tokens_details: null } } : {}),
  };
  yield { bytes: renderEvent({ type: 'message_start', message }) };
  for (const [index, block] of blocksOf(plan, writer).entries()) {
    yield { bytes: renderEvent({ type: 'content_block_start', index, content_block: emptied(block) }) };
    if (index === 0) yield { bytes: renderEvent({ type: 'ping' }) };
    yield* deltasOf(block, index, plan);
    yield { bytes: renderEvent({ type: 'content_block_stop', index }) };
  }
  yield {
    bytes: renderEvent({
      type: 'message_delta',
      delta: { ...renderStop(plan), container: null },
      ...(reports ? { usage: closingUsage(plan) } : {}),
    }),
    usage: reports,
  };
  yield { bytes: renderEvent({ type: 'message_stop' }) };
}

/** One event, under its name. */
export function renderEvent(event: { type: string; [field: string]: unknown }): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

/** The block as it opens. */
function emptied(block: Block): object {
  if (block.type === 'text') return { ...block, text: '' };
  return block.type === 'thinking' ? { ...block, thinking: '', signature: '' } : { ...block, input: {} };
}

function* deltasOf(block: Block, index: number, { steering }: AnswerPlan): Generator<Frame> {
  if (block.type === 'text') {
    for (const text of splitIntoPieces(block.text, steering.chunks)) {
      yield piece(index, { type: 'text_delta', text }, { strand: 'text', length: text.length });
    }
  } else if (block.type === 'thinking') {
    for (const thinking of splitIntoPieces(block.thinking, undefined)) {
      yield piece(index, { type: 'thinking_delta', thinking }, { strand: 'thoughts', length: thinking.length });
    }
    yield { bytes: renderDelta(index, { type: 'signature_delta', signature: block.signature }) };
  } else {
    yield { bytes: renderDelta(index, { type: 'input_json_delta', partial_json: '' }) };
    for (const [at, json] of splitJson(JSON.stringify(block.input)).entries()) {
      const length = json.length + (at === 0 ? block.name.length : 0);
      yield piece(index, { type: 'input_json_delta', partial_json: json }, { strand: 'tools', length });
    }
  }
}

function piece(index: number, delta: object, { strand, length }: { strand: Strand; length: number }): Frame {
  return { bytes: renderDelta(index, delta), piece: { strand, choice: 0, length } };
}

function renderDelta(index: number, delta: object): string {
  return renderEvent({ type: 'content_block_delta', index, delta });
}

/** The end of a stream tells the counts, and nothing of the terms. */
function closingUsage({ usage }: AnswerPlan): object {
  const whole = renderUsage(usage) as Record<string, unknown>;
  const { input_tokens, cache_creation_input_tokens, cache_read_input_tokens } = whole;
  const { output_tokens, output_tokens_details, server_tool_use } = whole;
  return {
    input_tokens,
    cache_creation_input_tokens,
    cache_read_input_tokens,
    output_tokens,
    output_tokens_details,
    server_tool_use,
  };
}
