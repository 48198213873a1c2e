import { voice } from '@turnpike/dialects/gemini/voice';
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
const passing = () => new PassingTap(reading);
const bytesOf = (text: string) => new SseEvent(Buffer.from(`data: ${text}\r\n\r\n`));

const counts = (candidatesTokenCount: number | null, thoughtsTokenCount = 0) => ({
  promptTokenCount: 8,
  ...(candidatesTokenCount === null ? {} : { candidatesTokenCount }),
  totalTokenCount: 8 + (candidatesTokenCount ?? 0) + thoughtsTokenCount,
  ...(thoughtsTokenCount === 0 ? {} : { thoughtsTokenCount }),
});
const said = (part: object, usageMetadata?: object, more: object = {}) => ({
  candidates: [{ content: { parts: [part], role: 'model' }, ...more, index: 0 }],
  ...(usageMetadata === undefined ? {} : { usageMetadata }),
  responseId: 'r',
});
const text = (words: string, usage?: object, more?: object) => said({ text: words }, usage, more);

function show(tap: StreamTap, events: readonly object[]): StreamTap {
  for (const event of events) tap.onEvent(bytesOf(JSON.stringify(event)));
  return tap;
}

function factsOf(tap: StreamTap) {
  const usage = tap.usage();
  const { contentSeen, doneSeen } = tap;
  const estimate = usage === null ? tap.estimatedUsage(5) : null;
  return [usage, contentSeen, doneSeen, tap.finishReasonSeen(), tap.failure(), tap.outputUnitsSoFar(), estimate];
}

describe('a stream whose bytes pass', () => {
  it('trap: has the report that came last, and each token once', () => {
    const tap = show(passing(), [
      text('One', counts(1)), text(' two', counts(2)), text('', counts(3), { finishReason: 'STOP' }),
    ]); // prettier-ignore
    expect(tap.usage()).toMatchObject({ inputTokens: 8, outputTokens: 3 });
    expect([tap.finishReasonSeen(), tap.contentSeen, tap.deliveredText()]).toEqual([true, true, 'One two']);
    expect(tap.usage()).toMatchObject({ inputTokens: 8, outputTokens: 3 });
  });

  it('trap: reports without output don’t count the text beside them', () => {
    const tap = show(passing(), [text('One', counts(null)), text(' two', counts(null))]);
    expect(tap.usage()).toBeNull();
    expect(tap.estimatedUsage(99)).toMatchObject({ inputTokens: 8, outputTokens: 2 });
  });

  it('reads at once what failed', () => {
    const tap = show(passing(), [text('a', counts(1)), text('b', counts(2))]);
    expect(tap.onEvent(bytesOf('{"error":{"code":503},"usageMetadata":{}}'))).toBe('error');
    expect(tap.failure()).toBe(FAILURE);
    expect(tap.usage()).toMatchObject({ outputTokens: 2 });
  });

  it('keeps no more than it must of a long one, and counts what follows its reports', () => {
    const long = Array.from({ length: 3_000 }, (_, at) => text(` word${at}`, counts(at + 1)));
    const tap = show(passing(), long);
    expect(tap.usage()).toMatchObject({ inputTokens: 8, outputTokens: 3_000 });
    expect(tap.deliveredText().length).toBeLessThan(64 * 1_024);
    const cut = show(tap, [text(' and more', counts(null))]);
    expect(cut.usage()).toBeNull();
    expect(cut.estimatedUsage(99)).toMatchObject({ inputTokens: 8 });
    expect(cut.estimatedUsage(99).outputTokens).toBeGreaterThanOrEqual(3_000);
    expect(cut.finishReasonSeen()).toBe(false);
  });

  it('says of every stream what reading all of it says', () => {
    const words = fc.constantFrom('', 'a', 'a b', '"finishReason":"STOP"', '"usageMetadata":{}', '\\"error\\"');
    const usage = fc.option(
      fc.oneof(fc.tuple(fc.option(fc.nat(50)), fc.nat(9)).map(([output, thoughts]) => counts(output, thoughts)), fc.constant({ promptTokenCount: -1 })),
      { nil: undefined },
    ); // prettier-ignore
    const more = fc.constantFrom(
      {}, {}, {}, { finishReason: 'STOP' }, { finishReason: 'MAX_TOKENS' }, { finishReason: 'FINISH_REASON_UNSPECIFIED' },
      { finishReason: 'SAFETY', finishMessage: 'no' }, { finishReason: null }, { finishReason: '' },
    ); // prettier-ignore
    const part = fc.oneof(
      words.map((given) => ({ text: given })),
      words.map((given) => ({ text: given, thought: true })),
      fc.constant({ functionCall: { name: 'f', args: { a: 'b' } } }),
      fc.constant({ inlineData: { mimeType: 'image/png', data: 'AA==' } }),
    );
    const event = fc.oneof(
      { weight: 9, arbitrary: fc.tuple(part, usage, more).map(([one, report, rest]) => said(one, report, rest)) },
      { weight: 1, arbitrary: fc.constantFrom<object>({ promptFeedback: { blockReason: 'SAFETY' }, usageMetadata: counts(1) }, {}, { usageMetadata: counts(7) }) },
    ); // prettier-ignore
    fc.assert(
      fc.property(fc.array(event, { maxLength: 12 }), fc.boolean(), (events, isAsked) => {
        const [lazy, full] = [passing(), reading()];
        for (const one of events) {
          show(full, [one]);
          show(lazy, [one]);
          if (isAsked) expect(factsOf(lazy)).toEqual(factsOf(full));
        }
        expect(factsOf(lazy)).toEqual(factsOf(full));
        expect(lazy.deliveredText()).toBe(full.deliveredText());
      }),
      { numRuns: 300 },
    );
  });
});
