import fc from 'fast-check';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, it } from 'vitest';
import { countChatPromptTokens, countEmbeddingTokens, countTextTokens, warmUpTokenCount } from './token-count.js';

describe('countTextTokens', () => {
  it('counts as o200k_base does', () => {
    expect(countTextTokens('')).toBe(0);
    expect(countTextTokens('hello world')).toBe(2);
    expect(countTextTokens('tiktoken is great!')).toBe(6);
    expect(countTextTokens('お誕生日おめでとう')).toBe(8);
  });

  it('counts ordinary long text exactly', () => {
    const prose = 'Straße, naïveté & co.: 12,345.67 €\n\n\tif (a !== b) { return "x"; } // 你好，世界。\r\n'.repeat(
      200,
    );
    expect(countTextTokens(prose)).toBe(countTokens(prose));
    const base64 = Buffer.from(prose).toString('base64');
    expect(countTextTokens(base64)).toBe(countTokens(base64));
  });

  it('counts what looks like a special token as text', () => {
    expect(countTextTokens('<|endoftext|>')).toBeGreaterThan(1);
    expect(countTextTokens('a <|im_start|> b <|im_end|>')).toBeGreaterThan(3);
  });

  it.each([
    ['letters', 'a', 0],
    ['spaces', ' ', 0],
    ['ideographs', '的', 0],
    ['joined emoji', '👨‍👩‍👧', 0.01],
    ['line breaks after symbols', '/\n', 0.05],
  ])('stays close to the true count for one long run of %s', (_name, unit, tolerance) => {
    const text = unit.repeat(2_000);
    const exact = countTokens(text);
    const parts = Math.ceil(text.length / 256);
    expect(Math.abs(countTextTokens(text) - exact)).toBeLessThanOrEqual(parts + exact * tolerance);
  });

  it('never throws, and never counts more tokens than bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 1_200 }), (text) => {
        const count = countTextTokens(text);
        return Number.isInteger(count) && count <= Buffer.byteLength(text) && count > 0 === text.length > 0;
      }),
    );
    expect(countTextTokens('\ud800'.repeat(1_000))).toBeGreaterThan(0);
  });
});

describe('a text of more than 256 Ki characters', () => {
  const BOUND = 256 * 1_024;
  const prose = 'The toll is paid before the road is seen, 12 times of 13. '.repeat(20_000);
  const ratio = (text: string, of: number) => countTextTokens(text) / of;

  it('is counted from a sample that is close to the true count', () => {
    expect(ratio(prose, countTokens(prose))).toBeCloseTo(1, 2);
    const halves = `${' '.repeat(prose.length)}${prose}`;
    const parts = countTextTokens(' '.repeat(prose.length)) + countTokens(prose);
    expect(ratio(halves, parts)).toBeCloseTo(1, 1);
  });

  it('can not be padded at its beginning or its end to be counted as padding', () => {
    const padding = ' '.repeat(BOUND);
    const alone = countTextTokens(prose);
    for (const padded of [padding + prose, prose + padding]) expect(ratio(padded, alone)).toBeGreaterThan(0.9);
  });

  it('gets the same number every time, and continues where the exact count ends', () => {
    const exact = countTextTokens(prose.slice(0, BOUND));
    expect(exact).toBe(countTokens(prose.slice(0, BOUND)));
    const beyond = countTextTokens(prose.slice(0, BOUND + 1));
    expect(beyond).toBe(countTextTokens(prose.slice(0, BOUND + 1)));
    expect(beyond / exact).toBeCloseTo(1, 2);
  });

  it('counts for something whatever it is, and for no less when more is added', () => {
    const unit = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(unit, fc.integer({ min: 1, max: 3 }), fc.double({ min: 1.25, max: 3, noNaN: true }), (text, a, b) => {
        const long = text.repeat(Math.ceil((BOUND * a) / text.length) + 1);
        const longer = text.repeat(Math.ceil((BOUND * a * b) / text.length) + 1);
        const [count, more] = [countTextTokens(long), countTextTokens(longer)];
        return Number.isInteger(count) && count > 0 && count <= Buffer.byteLength(long) * 1.01 && more > count;
      }),
      { numRuns: 6 },
    );
  });

  it('is one text, however many messages or inputs it is cut into', () => {
    const pieces = prose.match(/.{1000}/gs) ?? [];
    const whole = countTextTokens(pieces.join(''));
    const messages = pieces.map((content) => ({ content }));
    expect(countEmbeddingTokens(pieces)).toBe(whole);
    expect(countChatPromptTokens(messages)).toBe(3 + 3 * pieces.length + whole);
  });
});

describe('countChatPromptTokens', () => {
  it('follows the cookbook: 3 a message, role, content, name + 1, and 3 for the reply', () => {
    expect(countChatPromptTokens([{ role: 'user', content: 'hello world' }])).toBe(3 + 3 + 1 + 2);
    expect(countChatPromptTokens([{ role: 'system', content: 'hello', name: 'world' }])).toBe(3 + 3 + 1 + 1 + 1 + 1);
    expect(countChatPromptTokens([])).toBe(3);
  });

  it('counts text parts and tool calls, and nothing for an image', () => {
    const parts = [
      { type: 'text', text: 'hello' },
      { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
      { type: 'text', text: ' world' },
    ];
    expect(countChatPromptTokens([{ role: 'user', content: parts }])).toBe(9);
    const call = { id: 'call_1', type: 'function', function: { name: 'hello', arguments: '{}' } };
    expect(countChatPromptTokens([{ role: 'assistant', content: null, tool_calls: [call] }])).toBe(3 + 3 + 1 + 1 + 1);
  });
});

describe('countEmbeddingTokens', () => {
  it('counts texts and token ids', () => {
    expect(countEmbeddingTokens('hello world')).toBe(2);
    expect(countEmbeddingTokens(['hello', 'hello world'])).toBe(3);
    expect(countEmbeddingTokens([1, 2, 3])).toBe(3);
    expect(countEmbeddingTokens([[1, 2], [3]])).toBe(3);
  });
});

it('gives a whole number for any JSON value', () => {
  warmUpTokenCount();
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      for (const wrapped of [value, [value], [{ role: value, content: value, name: value, tool_calls: [value] }]]) {
        if (!Number.isInteger(countChatPromptTokens(wrapped))) return false;
        if (!Number.isInteger(countEmbeddingTokens(wrapped))) return false;
      }
      return true;
    }),
  );
});
