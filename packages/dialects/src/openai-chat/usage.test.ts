import { NO_USAGE } from '@turnpike/domain/usage';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readUsage, writeUsage } from './usage.js';

function buckets(json: unknown, hasOutput = true): unknown {
  const { usage, fault } = readUsage(json, hasOutput);
  if (usage === null) return null;
  return [usage.inputTokens, usage.cachedInputTokens, usage.outputTokens, usage.reasoningTokens, fault !== null];
}

const plain = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
const withParts = (cached: unknown, reasoning: unknown): object => ({
  ...plain,
  prompt_tokens_details: { cached_tokens: cached },
  completion_tokens_details: { reasoning_tokens: reasoning },
});

describe('readUsage', () => {
  it.each([
    ['plain', plain, [10, 0, 5, 0, false]],
    ['parts taken out of their wholes', withParts(4, 3), [6, 4, 2, 3, false]],
    ['all cached, all reasoning', withParts(10, 5), [0, 10, 0, 5, false]],
    ['null details', { ...plain, prompt_tokens_details: null, completion_tokens_details: null }, [10, 0, 5, 0, false]],
    ['null parts', withParts(null, null), [10, 0, 5, 0, false]],
    ['zero is zero', { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 }, [0, 0, 0, 0, false]],
    ['negative zero too', { prompt_tokens: -0, completion_tokens: -0 }, [0, 0, 0, 0, false]],
    ['completion from the total', { prompt_tokens: 10, total_tokens: 15 }, [10, 0, 5, 0, false]],
    ['DeepSeek’s cache field', { ...plain, prompt_cache_hit_tokens: 4 }, [6, 4, 5, 0, false]],
    ['reasoning beside the completion', { ...withParts(0, 7), total_tokens: 22 }, [10, 0, 5, 7, false]],
    ['more cached than there is', withParts(11, 0), [0, 10, 5, 0, true]],
    ['more reasoning than there is', withParts(0, 6), [10, 0, 0, 5, true]],
    ['negative parts', withParts(-1, -1), [10, 0, 5, 0, true]],
    ['parts that are texts', withParts('4', '3'), [10, 0, 5, 0, true]],
    ['no usage', undefined, null],
    ['null', null, null],
    ['a list', [plain], null],
    ['a text', '10', null],
    ['nothing in it', {}, null],
    ['no completion, no total', { prompt_tokens: 10 }, null],
    ['total below the prompt', { prompt_tokens: 10, total_tokens: 9 }, null],
    ['negative', { ...plain, completion_tokens: -5 }, null],
    ['a text for a number', { ...plain, prompt_tokens: '10' }, null],
    ['a fraction', { ...plain, completion_tokens: 1.5 }, null],
    ['absurdly many', { ...plain, completion_tokens: 1e15 }, null],
  ])('%s', (_name, json, expected) => {
    expect(buckets(json)).toEqual(expected);
  });

  it('expects no completion of embeddings', () => {
    expect(buckets({ prompt_tokens: 10, total_tokens: 10 }, false)).toEqual([10, 0, 0, 0, false]);
    expect(buckets({ prompt_tokens: 10 }, false)).toEqual([10, 0, 0, 0, false]);
  });

  it('never throws, and its buckets are whole numbers that add up to what was reported', () => {
    const number = fc.oneof(fc.nat(50), fc.constantFrom(-1, 0.5, 1e30, NaN), fc.constant(null), fc.constant('3'));
    const json = fc.oneof(
      fc.anything(),
      fc.record(
        {
          prompt_tokens: number,
          completion_tokens: number,
          total_tokens: number,
          prompt_tokens_details: fc.oneof(fc.anything(), fc.record({ cached_tokens: number })),
          completion_tokens_details: fc.oneof(fc.anything(), fc.record({ reasoning_tokens: number })),
        },
        { requiredKeys: [] },
      ),
    );
    fc.assert(
      fc.property(json, (any) => {
        const { usage, fault } = readUsage(any, true);
        if (usage === null) {
          expect(fault).not.toBeNull();
          return;
        }
        const { inputTokens, cachedInputTokens, outputTokens, reasoningTokens } = usage;
        for (const count of [inputTokens, cachedInputTokens, outputTokens, reasoningTokens]) {
          expect(Number.isInteger(count) && count >= 0).toBe(true);
        }
        const reported = any as typeof plain;
        expect(inputTokens + cachedInputTokens).toBe(reported.prompt_tokens);
        const completion = reported.completion_tokens ?? reported.total_tokens - reported.prompt_tokens;
        expect([completion, reported.total_tokens - reported.prompt_tokens]).toContain(outputTokens + reasoningTokens);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('every bucket', () => {
  const tokens = fc.nat(1_000);
  const buckets = fc.record({
    inputTokens: tokens,
    cachedInputTokens: tokens,
    cacheWriteTokens: tokens,
    audioInputTokens: tokens,
    imageInputTokens: tokens,
    outputTokens: tokens,
    reasoningTokens: tokens,
    audioOutputTokens: tokens,
    imageOutputTokens: tokens,
  });

  it('is the same after it was written and read', () => {
    fc.assert(
      fc.property(buckets, (given) => {
        const usage = { ...NO_USAGE, ...given };
        expect(readUsage(writeUsage(usage), true)).toEqual({ usage, fault: null });
      }),
    );
  });

  it('takes a token that two details claim into one bucket only', () => {
    const details = { cached_tokens: 8, audio_tokens: 6 };
    const { usage } = readUsage({ prompt_tokens: 10, completion_tokens: 0, prompt_tokens_details: details }, true);
    expect(usage).toMatchObject({ inputTokens: 0, cachedInputTokens: 8, audioInputTokens: 2 });
  });

  it('knows Moonshot’s place for what was cached', () => {
    const { usage } = readUsage({ prompt_tokens: 10, completion_tokens: 1, cached_tokens: 4 }, true);
    expect(usage).toMatchObject({ inputTokens: 6, cachedInputTokens: 4 });
  });
});
