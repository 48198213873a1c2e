import { describe, expect, it } from 'vitest';
import { fitCalibration } from '../test/fit-calibration.js';
import { fixturesFor } from '../test/token-fixtures.js';
import { CALIBRATED, CALIBRATIONS, CHARACTER_KINDS, countKinds } from './token-calibration.js';
import { countTextTokens } from './token-count.js';

describe.each(CALIBRATED)('the calibration of %s', (tokenizer) => {
  it('is the one that fits best', () => {
    const samples = fixturesFor('fit').map(({ text, tokens }) => ({ text, tokens: tokens[tokenizer] }));
    const { encoding, perToken, perCharacter } = CALIBRATIONS[tokenizer];
    const fitted = fitCalibration(samples, encoding);
    expect(perToken).toBeCloseTo(fitted.perToken, 2);
    for (const kind of CHARACTER_KINDS) expect(perCharacter[kind]).toBeCloseTo(fitted.perCharacter[kind], 2);
  });

  it('is nearer than its encoding alone, on texts that it was not fitted to', () => {
    const offBy = (count: (text: string) => number) =>
      fixturesFor('check').reduce((sum, { text, tokens }) => sum + Math.abs(count(text) / tokens[tokenizer] - 1), 0);
    const { encoding } = CALIBRATIONS[tokenizer];
    expect(offBy((text) => countTextTokens(text, tokenizer))).toBeLessThan(
      offBy((text) => countTextTokens(text, encoding)),
    );
  });

  it('counts nothing for nothing, and a token at least for anything else', () => {
    expect(countTextTokens('', tokenizer)).toBe(0);
    expect(countTextTokens('.', tokenizer)).toBeGreaterThanOrEqual(1);
    expect(countTextTokens('的', tokenizer)).toBeGreaterThanOrEqual(1);
  });
});

it('knows the kinds of characters that tokenizers disagree about', () => {
  expect(countKinds('Zoë 42\n漢字かなカナ한글 Привет مرحبا नमस्ते')).toEqual({
    digit: 2,
    line: 1,
    han: 2,
    kana: 4,
    hangul: 2,
    cyrillic: 6,
    arabic: 5,
    devanagari: 6,
  });
});
