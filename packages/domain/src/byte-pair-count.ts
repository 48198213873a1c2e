/**
 * Counts the tokens that a byte-pair encoding makes of a text: the text is split into pieces by the encoding's own
 * patterns; in each the neighbours of the lowest rank are joined until none make a token. What is counted is never
 * materialised. Quadratic in the length of one piece, so the caller bounds how long an unbroken run may be.
 */
import { type BytePairVocabulary, HashedBytes } from './byte-pair-vocabulary.js';

const NO_RANK = 0x7f_ff_ff_ff;
/** Bytes of one UTF-16 unit at most. */
const MOST_BYTES_OF_UNIT = 3;

export class BytePairCounter {
  private readonly vocabulary: BytePairVocabulary;
  private readonly patterns: readonly RegExp[];
  private readonly encoder = new TextEncoder();
  private readonly piece = new HashedBytes();
  /** Where each part of the piece begins, and after the last one where it ends. */
  private starts = new Int32Array(1_024);
  /** Rank of each part joined with the next. */
  private ranks = new Int32Array(1_024);

  /** Patterns must have the flag `g` and match every character of a text. Each splits what the one before it matched. */
  constructor(vocabulary: BytePairVocabulary, ...patterns: readonly RegExp[]) {
    this.vocabulary = vocabulary;
    this.patterns = patterns.map((pattern) => new RegExp(pattern));
  }

  /** Tokens of a text. A lone surrogate counts as the replacement character it is sent as. */
  count(text: string): number {
    return this.countSplit(text, 0);
  }

  private countSplit(text: string, by: number): number {
    const pattern = this.patterns[by];
    if (pattern === undefined) return this.countPiece(text);
    let total = 0;
    pattern.lastIndex = 0;
    for (let from = 0; pattern.test(text); from = pattern.lastIndex) {
      total += this.countSplit(text.slice(from, pattern.lastIndex), by + 1);
    }
    return total;
  }

  private countPiece(text: string): number {
    const { piece, vocabulary } = this;
    piece.reserve(text.length * MOST_BYTES_OF_UNIT);
    piece.seal(this.encoder.encodeInto(text, piece.bytes).written);
    return vocabulary.rankOf(piece, 0, piece.length) === -1 ? this.join() : 1;
  }

  /** Parts that are left of the piece when no two neighbours make a token. */
  private join(): number {
    let parts = this.piece.length;
    if (parts >= this.starts.length) {
      this.starts = new Int32Array(parts + 1);
      this.ranks = new Int32Array(parts + 1);
    }
    const { starts, ranks } = this;
    for (let part = 0; part <= parts; part += 1) starts[part] = part;
    for (let part = 0; part < parts; part += 1) ranks[part] = this.rankWithNext(part, parts);
    for (;;) {
      let lowest = NO_RANK;
      let best = 0;
      for (let part = 0; part < parts - 1; part += 1) {
        if ((ranks[part] as number) >= lowest) continue;
        lowest = ranks[part] as number;
        best = part;
      }
      if (lowest === NO_RANK) return parts;
      starts.copyWithin(best + 1, best + 2, parts + 1);
      ranks.copyWithin(best + 1, best + 2, parts);
      parts -= 1;
      ranks[best] = this.rankWithNext(best, parts);
      if (best > 0) ranks[best - 1] = this.rankWithNext(best - 1, parts);
    }
  }

  private rankWithNext(part: number, parts: number): number {
    if (part >= parts - 1) return NO_RANK;
    const rank = this.vocabulary.rankOf(this.piece, this.starts[part] as number, this.starts[part + 2] as number);
    return rank === -1 ? NO_RANK : rank;
  }
}
