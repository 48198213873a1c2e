import { voice } from '@turnpike/dialects/anthropic-messages/voice';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConversationTap } from '../conversation-tap.js';
import type { StreamTap, UpstreamFailure } from '../provider-adapter.js';
import { SseEvent } from '../sse.js';
import { PassingTap } from './passing-tap.js';

const FAILURE = { errorCode: 'upstream_error' } as UpstreamFailure;
const MODEL = { upstreamModel: 'up', publicModel: 'public' };
const reading = () =>
  new ConversationTap({ decoder: voice.createStreamDecoder(), readFailure: () => FAILURE, context: MODEL });
const eventOf = (json: { type: string }) =>
  new SseEvent(Buffer.from(`event: ${json.type}\ndata: ${JSON.stringify(json)}\n\n`));

const start = { type: 'message_start', message: { usage: { input_tokens: 9, output_tokens: 1 } } };
const begin = (index: number, block: object) => ({ type: 'content_block_start', index, content_block: block });
const text = (said: string) => ({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: said } });
const thought = (said: string) => ({
  type: 'content_block_delta',
  index: 0,
  delta: { type: 'thinking_delta', thinking: said },
});
const json = (said: string) => ({
  type: 'content_block_delta',
  index: 1,
  delta: { type: 'input_json_delta', partial_json: said },
});
const end = (tokens: number) => ({
  type: 'message_delta',
  delta: { stop_reason: 'end_turn' },
  usage: { output_tokens: tokens },
});

function show(tap: StreamTap, events: readonly { type: string }[]): StreamTap {
  for (const event of events) tap.onEvent(eventOf(event));
  return tap;
}

describe('a stream whose bytes pass', () => {
  it('has the report that came last, whatever is asked before or after', () => {
    const tap = show(new PassingTap(reading()), [start, text('a'), text('b'), end(2)]);
    expect(tap.usage()).toMatchObject({ inputTokens: 9, outputTokens: 2 });
    expect(tap.deliveredText()).toBe('ab');
    expect(tap.usage()).toMatchObject({ inputTokens: 9, outputTokens: 2 });
    expect(tap.outputUnitsSoFar()).toBe(2);
  });

  it('has no report while output follows it, and its input still', () => {
    const tap = show(new PassingTap(reading()), [start, text('one'), text(' two'), text(' three')]);
    expect(tap.usage()).toBeNull();
    expect(tap.outputUnitsSoFar()).toBeGreaterThanOrEqual(3);
    expect(tap.estimatedUsage(99)).toMatchObject({ inputTokens: 9, outputTokens: 3 });
    const late = show(new PassingTap(reading()), [start, text('a'), end(2), text('b'), { type: 'content_block_stop' }]);
    expect(late.usage()).toBeNull();
    expect(late.estimatedUsage(99)).toMatchObject({ inputTokens: 9, outputTokens: 2 });
  });

  it('keeps no more than it must of a long one', () => {
    const long = Array.from({ length: 2_000 }, (_, at) => text(` word${at}`));
    const tap = show(new PassingTap(reading()), [start, ...long]);
    expect(tap.deliveredText()).toBe(show(reading(), [start, ...long]).deliveredText());
  });

  it('says of every stream what reading all of it says', () => {
    const said = fc.string({ minLength: 1, maxLength: 5 });
    const event = fc.oneof(
      said.map(text),
      said.map(thought),
      fc.constantFrom('"type":"text_delta"', '{"type":"content_block_delta"', 'x').map(json),
      fc.constantFrom<{ type: string }>(
        start,
        begin(1, { type: 'tool_use', id: 'i', name: 'f', input: {} }),
        { type: 'ping' },
        { type: 'content_block_stop' },
        { type: 'message_stop' },
      ),
      fc.nat(100).map(end),
    );
    fc.assert(
      fc.property(fc.array(event), (events) => {
        const [passing, full] = [show(new PassingTap(reading()), events), show(reading(), events)];
        const facts = (tap: StreamTap) => [
          tap.usage(),
          tap.contentSeen,
          tap.doneSeen,
          tap.finishReasonSeen(),
          tap.failure(),
        ];
        expect(facts(passing)).toEqual(facts(full));
        expect([...passing.deliveredText()].sort()).toEqual([...full.deliveredText()].sort());
        if (full.usage() === null) expect(passing.estimatedUsage(5)).toEqual(full.estimatedUsage(5));
        expect(passing.usage()).toEqual(full.usage());
      }),
    );
  });

  it('passes on what failed', () => {
    const tap = new PassingTap(reading());
    show(tap, [start, text('a'), text('b')]);
    expect(tap.onEvent(eventOf({ type: 'error' }))).toBe('error');
    expect(tap.failure()).toBe(FAILURE);
  });
});
