import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readUnaryUsage, readUsage } from './usage.js';

function buckets(json: unknown, operation: 'chat.completions' | 'embeddings' = 'chat.completions'): unknown {
  const { usage, fault } = readUsage(json, operation);
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
    expect(buckets({ prompt_tokens: 10, total_tokens: 10 }, 'embeddings')).toEqual([10, 0, 0, 0, false]);
    expect(buckets({ prompt_tokens: 10 }, 'embeddings')).toEqual([10, 0, 0, 0, false]);
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
        const { usage, fault } = readUsage(any, 'chat.completions');
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

describe('readUnaryUsage', () => {
  function outputOf(body: string): number | string | null {
    const { usage, fault } = readUnaryUsage(Buffer.from(body), 'chat.completions');
    return usage?.outputTokens ?? fault;
  }

  it.each([
    ['last', `{"id":"x","usage":${JSON.stringify(plain)}}`, 5],
    [
      'followed by others',
      `{"usage":${JSON.stringify(plain)},"service_tier":"default","system_fingerprint":null}\n`,
      5,
    ],
    ['indented', JSON.stringify({ choices: [], usage: plain }, null, 2), 5],
    [
      'a deeper one after it',
      `{"usage":${JSON.stringify(plain)},"x":{"usage":{"prompt_tokens":1,"completion_tokens":99}}}`,
      5,
    ],
    ['one in a text after it', `{"usage":${JSON.stringify(plain)},"x":"\\"usage\\":{}"}`, 5],
    ['only a deeper one', '{"x":{"usage":{"prompt_tokens":1,"completion_tokens":99}}}', 'no usage'],
    ['null', '{"usage":null}', 'no usage'],
    ['no JSON', '<html>', 'the answer is no JSON object'],
    ['half', `{"usage":${JSON.stringify(plain)}`, 'the answer is no JSON object'],
    ['nothing', '', 'the answer is no JSON object'],
  ])('%s', (_name, body, expected) => {
    expect(outputOf(body)).toBe(expected);
  });
});
