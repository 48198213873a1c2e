/**
 * What likeness is blind to: two questions that differ in one of these are near each other on any vector space and ask
 * for different answers. Equal facts are necessary, never sufficient: they stand beside the threshold. What is taken for
 * a fact by mistake costs a hit, never a wrong answer.
 */
import { ASKED, DATES, DIRECTIONS, FILLERS, LANGUAGES, NEGATIONS, NUMBER_WORDS, OPENERS, OPPOSITES, UNITS, VERBAL } from './distinct-words.js'; // prettier-ignore

const CODE = /```[\s\S]*?```|`[^`]+`/g;
const QUOTED = /"[^"]+"|“[^”]+”|„[^“”]+[“”]|«[^»]+»|(?<![\p{L}\p{N}])'[^']+'(?![\p{L}\p{N}])/gu;
/** Names of files, addresses, identifiers and flags: what has something in it that no plain word has. */
const IDENTIFIER =
  /(?<![\p{L}\p{N}])-{1,2}[a-z][\w-]*|[\p{L}\p{N}]+(?:[_/\\@:.#]+[\p{L}\p{N}]+)+|\p{Ll}+\p{Lu}[\p{L}\p{N}]*|[\p{L}_]\w*\(\)/gu;
const NUMBER = /[+-]?\p{N}+(?:[.,:/-]\p{N}+)*/gu;
const WORD = /[\p{L}\p{N}][\p{L}\p{N}'’+#.]*|[%$€£¥]/gu;
const SENTENCE_END = /[.!?:;\n]\s*$/;

/** The facts of a text as one line that is equal for texts of equal facts. Quotes, code, names and numbers are in order. */
export function distinctFacts(text: string): string {
  const given = text.normalize('NFKC').replaceAll('’', "'");
  const code = given.match(CODE) ?? [];
  const quotes = given.replace(CODE, ' ').match(QUOTED) ?? [];
  const plain = given.replace(CODE, ' ').replace(QUOTED, ' ');
  const identifiers = plain.match(IDENTIFIER) ?? [];
  const words = wordsOf(plain);
  const lower = words.map(({ lower: word }) => word);
  return JSON.stringify({
    code: code.map((piece) => piece.replaceAll('`', '').trim()),
    quotes: quotes.map((piece) => piece.slice(1, -1).trim().toLowerCase()),
    identifiers: [...identifiers].sort(),
    numbers: numbersIn(plain, lower),
    negations: lower.filter((word) => NEGATIONS.has(word)).length,
    units: found(lower, UNITS),
    dates: found(lower, DATES),
    opposites: found(lower, OPPOSITES),
    asked: found(lower, ASKED),
    languages: [...new Set(lower.filter((word) => LANGUAGES.has(word)))].sort(),
    names: words.filter(isName).map(({ lower: word }) => word),
    directions: directionsIn(lower),
  });
}

interface Word {
  readonly lower: string;
  readonly isCapital: boolean;
  readonly opensSentence: boolean;
}

function wordsOf(text: string): Word[] {
  return [...text.matchAll(WORD)].map((match) => {
    const word = match[0].replace(/['.]+$/, '').replace(/'s$/, '');
    const before = text.slice(0, match.index);
    return {
      lower: word.toLowerCase(),
      isCapital: /^\p{Lu}/u.test(word),
      opensSentence: before.trim() === '' || SENTENCE_END.test(before),
    };
  });
}

/** A word that opens a sentence is capital anyway: it is a name unless it is known to open questions. */
function isName({ lower, isCapital, opensSentence }: Word): boolean {
  if (!isCapital || lower === 'i' || lower.startsWith("i'")) return false;
  if (NEGATIONS.has(lower) || DATES.has(lower) || LANGUAGES.has(lower)) return false;
  return !opensSentence || !OPENERS.has(lower);
}

function numbersIn(text: string, words: readonly string[]): string[] {
  const digits = (text.match(NUMBER) ?? []).map((number) => number.replaceAll(/,(?=\d{3}(?!\d))/g, ''));
  const spelled = words.flatMap((word) => NUMBER_WORDS.get(word) ?? []);
  return [...digits, ...spelled].sort();
}

function found(words: readonly string[], of: ReadonlyMap<string, string>): string[] {
  return [...new Set(words.flatMap((word) => of.get(word) ?? []))].sort();
}

/** What stands behind the words that say which is which. */
function directionsIn(words: readonly string[]): string[] {
  const pairs = words.flatMap((word, index) => {
    const isVerbal = word === 'to' && VERBAL.has(words[index - 1] ?? '');
    const direction = isVerbal ? undefined : DIRECTIONS.get(word);
    const object = words.slice(index + 1).find((next) => !FILLERS.has(next));
    return direction === undefined || object === undefined ? [] : [`${direction} ${stemOf(object)}`];
  });
  return [...new Set(pairs)].sort();
}

/** Enough of a word to be the same in singular and plural. */
function stemOf(word: string): string {
  return (UNITS.get(word) ?? word).replace(/(?<=\p{L}{3})(?:es|s)$/u, '');
}
