import { NO_USAGE } from '@turnpike/domain/usage';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeUsage, encodeUsage } from './usage.js';

const report = (given: object = {}) => ({ input_tokens: 100, output_tokens: 50, total_tokens: 150, ...given });

test('cached, written and reasoning tokens are inside: no token is in two buckets', () => {
  const usage = decodeUsage(
    report({
      input_tokens_details: { cached_tokens: 30, cache_write_tokens: 20 },
      output_tokens_details: { reasoning_tokens: 40 },
    }),
  );
  expect(usage).toEqual({
    ...NO_USAGE,
    inputTokens: 50,
    cachedInputTokens: 30,
    cacheWriteTokens: 20,
    outputTokens: 10,
    reasoningTokens: 40,
  });
});

test('zero reported is zero', () => {
  expect(decodeUsage({ input_tokens: 0, output_tokens: 0 })).toEqual(NO_USAGE);
});

test.each([
  null,
  undefined,
  7,
  {},
  { input_tokens: 1 },
  report({ output_tokens: -1 }),
  report({ input_tokens: 1.5 }),
  report({ input_tokens: 1e12 }),
])('%o is no usage', (given) => {
  expect(decodeUsage(given)).toBeNull();
});

test('the sum is the total, whatever the parts claim', () => {
  const count = fc.oneof(fc.nat(1_000), fc.constant(-1), fc.constant('5'));
  fc.assert(
    fc.property(fc.nat(1_000), fc.nat(1_000), count, count, count, (input, output, cached, written, reasoning) => {
      const usage = decodeUsage({
        input_tokens: input,
        output_tokens: output,
        input_tokens_details: { cached_tokens: cached, cache_write_tokens: written },
        output_tokens_details: { reasoning_tokens: reasoning },
      });
      if (usage === null) throw new Error('not read');
      expect(usage.inputTokens + usage.cachedInputTokens + usage.cacheWriteTokens).toBe(input);
      expect(usage.outputTokens + usage.reasoningTokens).toBe(output);
      expect(decodeUsage(encodeUsage(usage))).toEqual(usage);
    }),
  );
});
