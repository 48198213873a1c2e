import { INPUT_BUCKETS, NO_USAGE, OUTPUT_BUCKETS } from '@turnpike/domain/usage';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readResponseUsage, readTranscriptUsage } from './realtime-usage.js';

test('trap 9: cached tokens are in one bucket, taken out of the kind they are of; all buckets sum to the total', () => {
  const usage = readResponseUsage({
    total_tokens: 180,
    input_tokens: 130,
    output_tokens: 50,
    input_token_details: {
      text_tokens: 60,
      audio_tokens: 50,
      image_tokens: 20,
      cached_tokens: 45,
      cached_tokens_details: { text_tokens: 30, audio_tokens: 10, image_tokens: 5 },
    },
    output_token_details: { text_tokens: 15, audio_tokens: 35 },
  });
  expect(usage).toEqual({
    ...NO_USAGE,
    inputTokens: 30,
    cachedInputTokens: 45,
    audioInputTokens: 40,
    imageInputTokens: 15,
    outputTokens: 15,
    audioOutputTokens: 35,
  });
});

test.each<[what: string, report: unknown, expected: object | null]>([
  ['zero is zero', { input_tokens: 0, output_tokens: 0 }, NO_USAGE],
  ['no report', undefined, null],
  ['no output', { input_tokens: 3 }, null],
  ['nonsense', { input_tokens: -1, output_tokens: 2 }, null],
  ['no details: all text', { input_tokens: 7, output_tokens: 2 }, { inputTokens: 7, outputTokens: 2 }],
  ['a cache of no kind is text first', { input_tokens: 10, output_tokens: 0, input_token_details: { text_tokens: 4, audio_tokens: 6, cached_tokens: 5 } }, { inputTokens: 0, audioInputTokens: 5, cachedInputTokens: 5 }],
  ['more sound than there is', { input_tokens: 10, output_tokens: 4, input_token_details: { audio_tokens: 99 }, output_token_details: { audio_tokens: 99 } }, { audioInputTokens: 10, audioOutputTokens: 4 }],
])('%s', (_what, report, expected) => {
  const usage = readResponseUsage(report);
  if (expected === null) expect(usage).toBeNull();
  else expect(usage).toMatchObject({ ...expected });
}); // prettier-ignore

test('whatever the parts are said to be, no token is lost, doubled or negative', () => {
  const count = fc.oneof(fc.nat(200), fc.constant(undefined), fc.constant(null), fc.constant(-3), fc.constant('9'));
  const details = fc.record({ text_tokens: count, audio_tokens: count, image_tokens: count, cached_tokens: count, cached_tokens_details: fc.record({ text_tokens: count, audio_tokens: count, image_tokens: count }) }); // prettier-ignore
  const report = fc.record({ input_tokens: fc.nat(200), output_tokens: fc.nat(200), input_token_details: details, output_token_details: details }); // prettier-ignore
  fc.assert(
    fc.property(report, (said) => {
      const usage = readResponseUsage(said)!;
      const sumOf = (buckets: readonly (keyof typeof NO_USAGE)[]) =>
        buckets.reduce((sum, bucket) => sum + Number(usage[bucket]), 0);
      expect(sumOf(INPUT_BUCKETS)).toBe(said.input_tokens);
      expect(sumOf(OUTPUT_BUCKETS)).toBe(said.output_tokens);
      expect([...INPUT_BUCKETS, ...OUTPUT_BUCKETS].every((bucket) => usage[bucket] >= 0)).toBe(true);
    }),
  );
});

test('a transcript by tokens is read, one by its length is the session’s time', () => {
  const tokens = { type: 'tokens', input_tokens: 20, output_tokens: 6, input_token_details: { audio_tokens: 17 } };
  expect(readTranscriptUsage(tokens)).toEqual({ ...NO_USAGE, inputTokens: 3, audioInputTokens: 17, outputTokens: 6 });
  expect(readTranscriptUsage({ type: 'duration', seconds: 4.2 })).toBeNull();
});
