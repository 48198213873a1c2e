import { countTextTokens } from '@turnpike/domain/token-count';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { composeReply, splitIntoPieces, truncateToTokens } from './reply.js';

const plain = { text: undefined, chunks: undefined, stop: [], maxTokens: undefined };

describe('composeReply', () => {
  it('answers the same to the same, and differently to different prompts', () => {
    const first = composeReply({ ...plain, prompt: 'Where is the toll gate?' });
    expect(composeReply({ ...plain, prompt: 'Where is the toll gate?' })).toEqual(first);
    expect(composeReply({ ...plain, prompt: 'Where is the sea?' }).text).not.toBe(first.text);
    expect(first.tokens).toBe(countTextTokens(first.text));
    expect(first.finishReason).toBe('stop');
  });

  it('grows to the pieces wanted', () => {
    const { text } = composeReply({ ...plain, prompt: 'Hi', chunks: 50 });
    expect(splitIntoPieces(text, 50)).toHaveLength(50);
  });

  it('ends at the token limit', () => {
    const reply = composeReply({ ...plain, prompt: 'Hi', text: 'one two three four five six', maxTokens: 3 });
    expect(reply).toEqual({ text: 'one two three', tokens: 3, finishReason: 'length', stopSequence: null });
    expect(composeReply({ ...plain, prompt: 'Hi', maxTokens: 0 })).toEqual({
      text: '',
      tokens: 0,
      finishReason: 'length',
      stopSequence: null,
    });
  });

  it('ends before a stop sequence', () => {
    const reply = composeReply({ ...plain, prompt: '', text: 'one, two. three', stop: ['.', ', '] });
    expect(reply).toMatchObject({ text: 'one', finishReason: 'stop', stopSequence: ', ' });
  });
});

describe('splitIntoPieces', () => {
  it('gives one piece a word', () => {
    expect(splitIntoPieces(' one  two\nthree ', undefined)).toEqual([' one', '  two', '\nthree ']);
    expect(splitIntoPieces('', undefined)).toEqual([]);
    expect(splitIntoPieces('  ', undefined)).toEqual(['  ']);
  });

  it('loses and repeats nothing, and makes as many pieces as there can be', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined }),
        (text, chunks) => {
          const pieces = splitIntoPieces(text, chunks);
          expect(pieces.join('')).toBe(text);
          expect(pieces.every((piece) => piece !== '')).toBe(true);
          if (chunks !== undefined) expect(pieces).toHaveLength(Math.min(chunks, Array.from(text).length));
        },
      ),
    );
  });
});

it('never exceeds a token limit, and cuts no surrogate pair', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.integer({ min: 0, max: 20 }), (text, maxTokens) => {
      const cut = truncateToTokens(text, maxTokens);
      expect(text.startsWith(cut)).toBe(true);
      expect(cut.isWellFormed()).toBe(text.isWellFormed());
      expect(countTextTokens(cut)).toBeLessThanOrEqual(maxTokens);
    }),
  );
});
