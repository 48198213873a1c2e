/**
 * Tokenizers that are not at hand, estimated: a public encoding's count, put right by what each character of some kinds
 * makes more or less there. The weights are fitted to the fixtures of this package's tests by least squares of the
 * relative error; a test fits them again, and `infra/docs/token-counts.md` says how far they are off.
 */
import type { Encoding } from './token-encodings.js';

/** Google's Gemini and Gemma, Anthropic's Claude, Cohere's Command. */
export const CALIBRATED = ['gemini', 'claude', 'command'] as const;
export type Calibrated = (typeof CALIBRATED)[number];

/** Kinds of characters that tokenizers disagree about. */
export const CHARACTER_KINDS = ['digit', 'line', 'han', 'kana', 'hangul', 'cyrillic', 'arabic', 'devanagari'] as const;
export type CharacterKind = (typeof CHARACTER_KINDS)[number];

/** What a token of the encoding counts for, and what each character of a kind adds to it. */
export interface Calibration {
  readonly encoding: Encoding;
  readonly perToken: number;
  readonly perCharacter: Readonly<Record<CharacterKind, number>>;
}

export const CALIBRATIONS: Readonly<Record<Calibrated, Calibration>> = {
  gemini: {
    encoding: 'o200k',
    perToken: 1.009,
    perCharacter: {
      digit: 0.524,
      line: 0.83,
      han: -0.173,
      kana: -0.224,
      hangul: -0.124,
      cyrillic: -0.008,
      arabic: 0.025,
      devanagari: -0.089,
    },
  },
  claude: {
    encoding: 'cl100k',
    perToken: 1.035,
    perCharacter: {
      digit: -0.094,
      line: 0.383,
      han: -0.195,
      kana: 0.23,
      hangul: 0.165,
      cyrillic: 0.071,
      arabic: 0.189,
      devanagari: 0.065,
    },
  },
  command: {
    encoding: 'tekken',
    perToken: 0.967,
    perCharacter: {
      digit: 0.016,
      line: 0.755,
      han: -0.217,
      kana: 0.054,
      hangul: 0.053,
      cyrillic: -0.047,
      arabic: 0.084,
      devanagari: 0.344,
    },
  },
};

/** First and last UTF-16 unit of each range, in order. */
const RANGES: readonly (readonly [first: number, last: number, kind: CharacterKind])[] = [
  [0x0a, 0x0a, 'line'],
  [0x30, 0x39, 'digit'],
  [0x04_00, 0x05_2f, 'cyrillic'],
  [0x06_00, 0x07_7f, 'arabic'],
  [0x09_00, 0x09_7f, 'devanagari'],
  [0x11_00, 0x11_ff, 'hangul'],
  [0x30_40, 0x30_ff, 'kana'],
  [0x34_00, 0x9f_ff, 'han'],
  [0xac_00, 0xd7_a3, 'hangul'],
  [0xf9_00, 0xfa_ff, 'han'],
];

/** Characters of each kind in a text. One pass over it, cheap beside any encoding. */
export function countKinds(text: string): Record<CharacterKind, number> {
  const counts = { digit: 0, line: 0, han: 0, kana: 0, hangul: 0, cyrillic: 0, arabic: 0, devanagari: 0 };
  for (let at = 0; at < text.length; at += 1) {
    const kind = kindOf(text.charCodeAt(at));
    if (kind !== null) counts[kind] += 1;
  }
  return counts;
}

function kindOf(code: number): CharacterKind | null {
  for (const [first, last, kind] of RANGES) {
    if (code < first) return null;
    if (code <= last) return kind;
  }
  return null;
}

/** Tokens of texts that are `encoded` ones in the calibration's own encoding. */
export function calibrate(texts: readonly string[], encoded: number, { perToken, perCharacter }: Calibration): number {
  let tokens = encoded * perToken;
  for (const text of texts) {
    const counts = countKinds(text);
    for (const kind of CHARACTER_KINDS) tokens += counts[kind] * perCharacter[kind];
  }
  return Math.max(Math.sign(encoded), Math.round(tokens));
}
