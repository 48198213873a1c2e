/**
 * How alike two texts are, 0 to 1: the Sørensen–Dice coefficient of their words and of their pairs of neighbouring words,
 * each as often as it occurs. Words tell what is said, pairs in which order. Case, punctuation and forms of the same
 * letter don't count; where words aren't set apart, as in Chinese, each letter is one. It knows no synonyms: two good
 * answers in other words are unlike. Linear in the length of the texts.
 */

/** Of each text; what comes after it isn't compared. */
const MOST_LENGTH = 64 * 1024;

/** A letter of a script without spaces, or a run of letters, marks and digits of any other. */
const WORDS =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]|[\p{L}\p{M}\p{N}]+/gu;

/** Null when there is no word in either. */
export function textSimilarity(one: string, other: string): number | null {
  const [ours, theirs] = [countsOf(one), countsOf(other)];
  const total = ours.total + theirs.total;
  if (total === 0) return null;
  let shared = 0;
  for (const [piece, count] of ours.counts) shared += Math.min(count, theirs.counts.get(piece) ?? 0);
  return (2 * shared) / total;
}

function countsOf(text: string): { counts: Map<string, number>; total: number } {
  const words = text.slice(0, MOST_LENGTH).normalize('NFKC').toLowerCase().match(WORDS) ?? [];
  const counts = new Map<string, number>();
  const add = (piece: string) => counts.set(piece, (counts.get(piece) ?? 0) + 1);
  let before: string | null = null;
  for (const word of words) {
    add(word);
    if (before !== null) add(`${before} ${word}`);
    before = word;
  }
  return { counts, total: Math.max(0, words.length * 2 - 1) };
}
