import { NO_USAGE } from '@turnpike/domain/usage';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readUsageMetadata, writeUsageMetadata } from './usage.js';

const read = (json: unknown): unknown => {
  const { usage, fault } = readUsageMetadata(json);
  if (usage === null) return null;
  const said = Object.entries(usage).filter(([name, value]) => value !== NO_USAGE[name as keyof typeof NO_USAGE]);
  return { ...Object.fromEntries(said), ...(fault !== null && { fault }) };
};

const details = (...counts: [string, number][]): object[] =>
  counts.map(([modality, tokenCount]) => ({ modality, tokenCount }));

describe('readUsageMetadata', () => {
  it.each<[string, unknown, object | null]>([
    [
      'plain',
      { promptTokenCount: 8, candidatesTokenCount: 5, totalTokenCount: 13 },
      { inputTokens: 8, outputTokens: 5 },
    ],
    [
      'trap: cached tokens are inside the prompt, and counted once',
      { promptTokenCount: 10, cachedContentTokenCount: 4, candidatesTokenCount: 5, totalTokenCount: 15 },
      { inputTokens: 6, cachedInputTokens: 4, outputTokens: 5 },
    ],
    [
      'trap: thoughts are outside the candidates, and counted once',
      { promptTokenCount: 10, candidatesTokenCount: 5, thoughtsTokenCount: 7, totalTokenCount: 22 },
      { inputTokens: 10, outputTokens: 5, reasoningTokens: 7 },
    ],
    [
      'trap: models that count thoughts among the candidates give themselves away by the total',
      { promptTokenCount: 10, candidatesTokenCount: 12, thoughtsTokenCount: 7, totalTokenCount: 22 },
      { inputTokens: 10, outputTokens: 5, reasoningTokens: 7 },
    ],
    [
      'what tools put in is input, outside the prompt',
      { promptTokenCount: 10, toolUsePromptTokenCount: 3, candidatesTokenCount: 5, totalTokenCount: 18 },
      { inputTokens: 13, outputTokens: 5 },
    ],
    [
      'trap: a count of zero is left out by Google, and is no missing one',
      { promptTokenCount: 10, thoughtsTokenCount: 7, totalTokenCount: 17 },
      { inputTokens: 10, reasoningTokens: 7 },
    ],
    ['a blocked prompt', { promptTokenCount: 10, totalTokenCount: 10 }, { inputTokens: 10 }],
    ['trap: zero reported is zero', { promptTokenCount: 0, candidatesTokenCount: 0, totalTokenCount: 0 }, {}],
    [
      'sound and pictures read',
      {
        promptTokenCount: 100,
        candidatesTokenCount: 5,
        promptTokensDetails: details(['TEXT', 10], ['AUDIO', 30], ['IMAGE', 50], ['VIDEO', 10]),
      },
      { inputTokens: 20, audioInputTokens: 30, imageInputTokens: 50, outputTokens: 5 },
    ],
    [
      'sound and pictures read, some of them out of the cache',
      {
        promptTokenCount: 100,
        cachedContentTokenCount: 40,
        candidatesTokenCount: 5,
        promptTokensDetails: details(['TEXT', 20], ['AUDIO', 30], ['IMAGE', 50]),
        cacheTokensDetails: details(['AUDIO', 30], ['IMAGE', 10]),
      },
      { inputTokens: 20, cachedInputTokens: 40, imageInputTokens: 40, outputTokens: 5 },
    ],
    [
      'sound and pictures written',
      {
        promptTokenCount: 1,
        candidatesTokenCount: 1_300,
        candidatesTokensDetails: details(['IMAGE', 1_290], ['AUDIO', 4]),
      },
      { inputTokens: 1, outputTokens: 6, audioOutputTokens: 4, imageOutputTokens: 1_290 },
    ],
    [
      'more cached than there is',
      { promptTokenCount: 10, cachedContentTokenCount: 11, candidatesTokenCount: 5 },
      { cachedInputTokens: 10, outputTokens: 5, fault: 'absurd: cachedContentTokenCount' },
    ],
    [
      'more pictures than tokens',
      { promptTokenCount: 10, candidatesTokenCount: 0, promptTokensDetails: details(['IMAGE', 99]) },
      { imageInputTokens: 10 },
    ],
    ['trap: missing is null, and estimated', undefined, null],
    ['no prompt', { candidatesTokenCount: 5, totalTokenCount: 5 }, null],
    ['neither candidates nor total', { promptTokenCount: 5 }, null],
    ['a total below its parts', { promptTokenCount: 5, thoughtsTokenCount: 3, totalTokenCount: 7 }, null],
    ['negative', { promptTokenCount: -1, candidatesTokenCount: 5 }, null],
    ['a fraction', { promptTokenCount: 1, candidatesTokenCount: 0.5 }, null],
    ['a text', { promptTokenCount: '1', candidatesTokenCount: 5 }, null],
    ['absurd thoughts', { promptTokenCount: 1, candidatesTokenCount: 5, thoughtsTokenCount: 1e15 }, null],
    ['a list', [], null],
  ])('%s', (_name, json, expected) => {
    expect(read(json)).toEqual(expected);
  });

  it('never throws, and its buckets are whole numbers from zero that add up to what was reported', () => {
    const count = fc.oneof(fc.nat(100), fc.constantFrom(-1, 0.5, 1e30, null, '3'));
    const list = fc.oneof(
      fc.anything(),
      fc.array(fc.record({ modality: fc.constantFrom('TEXT', 'AUDIO', 'IMAGE', 'VIDEO', 7), tokenCount: count })),
    );
    const metadata = fc.record(
      {
        promptTokenCount: count,
        candidatesTokenCount: count,
        thoughtsTokenCount: count,
        cachedContentTokenCount: count,
        toolUsePromptTokenCount: count,
        promptTokensDetails: list,
        cacheTokensDetails: list,
        candidatesTokensDetails: list,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(fc.anything(), metadata), (any) => {
        const { usage, fault } = readUsageMetadata(any);
        if (usage === null) {
          expect(fault).not.toBeNull();
          return;
        }
        const { seconds, ...counts } = usage;
        for (const one of Object.values(counts)) expect(Number.isInteger(one) && one >= 0).toBe(true);
        const said = any as Record<string, number | undefined>;
        const whole = (name: string): number => (typeof said[name] === 'number' ? said[name] : 0);
        const total = Object.values(counts).reduce((sum, one) => sum + one, 0);
        const names = ['promptTokenCount', 'toolUsePromptTokenCount', 'candidatesTokenCount', 'thoughtsTokenCount'];
        expect(total).toBe(names.reduce((sum, name) => sum + whole(name), 0));
        expect(seconds).toBe('0');
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('writeUsageMetadata', () => {
  it('says what it was read from', () => {
    const usage = {
      ...NO_USAGE,
      inputTokens: 20,
      cachedInputTokens: 40,
      imageInputTokens: 30,
      outputTokens: 5,
      reasoningTokens: 7,
      audioOutputTokens: 2,
    };
    const written = writeUsageMetadata(usage);
    expect(written).toMatchObject({
      promptTokenCount: 90,
      cachedContentTokenCount: 40,
      candidatesTokenCount: 7,
      thoughtsTokenCount: 7,
      totalTokenCount: 104,
    });
    expect(readUsageMetadata(written)).toEqual({ usage, fault: null });
  });
});
