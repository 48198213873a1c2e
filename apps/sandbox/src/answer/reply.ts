import { countTextTokens } from '@turnpike/domain/token-count';

/** The text an answer will carry, why it ends, and its tokens. */
export interface Reply {
  text: string;
  tokens: number;
  finishReason: 'stop' | 'length';
  /** The stop sequence that ended it. */
  stopSequence: string | null;
}

export interface ReplyOptions {
  /** The prompt the default reply is derived from. */
  prompt: string;
  /** Says exactly this instead. */
  text: string | undefined;
  /** Pieces wanted: the default reply grows until it has so many words. */
  chunks: number | undefined;
  stop: readonly string[];
  maxTokens: number | undefined;
}

const EXCERPT_SOURCE_CHARS = 400;
const FIRST_WORDS = /\S+(?:\s+\S+){0,7}/;
const FILLER = 'and so the road goes on past field and hill to the next gate and the sea'.split(' ');

/** The same request always gets the same reply. */
export function composeReply(options: ReplyOptions): Reply {
  const full = options.text ?? composeDefault(options.prompt, options.chunks ?? 0);
  const { text, stopSequence } = cutAtStop(full, options.stop);
  const tokens = countTextTokens(text);
  if (options.maxTokens === undefined || tokens <= options.maxTokens) {
    return { text, tokens, finishReason: 'stop', stopSequence };
  }
  const shortened = truncateToTokens(text, options.maxTokens);
  return { text: shortened, tokens: countTextTokens(shortened), finishReason: 'length', stopSequence: null };
}

/** Pieces whose concatenation is the text: `chunks` of them if it has so many characters, else one a word. */
export function splitIntoPieces(text: string, chunks: number | undefined): string[] {
  if (text === '') return [];
  const words = text.match(/\s*\S+(?:\s+$)?/g) ?? [text];
  if (chunks === undefined || chunks === words.length) return words;
  const units = words.length > chunks ? words : Array.from(text);
  const count = Math.min(chunks, units.length);
  return Array.from({ length: count }, (_, index) =>
    units.slice(Math.floor((index * units.length) / count), Math.floor(((index + 1) * units.length) / count)).join(''),
  );
}

/** The longest beginning found that has at most `maxTokens` tokens; never ends inside a surrogate pair. */
export function truncateToTokens(text: string, maxTokens: number): string {
  let fits = 0;
  let exceeds = text.length + 1;
  while (exceeds - fits > 1) {
    const middle = (fits + exceeds) >> 1;
    if (countTextTokens(text.slice(0, middle)) <= maxTokens) fits = middle;
    else exceeds = middle;
  }
  const last = text.charCodeAt(fits - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff && fits < text.length ? fits - 1 : fits);
}

/** Filler, as many words as wanted, the same each time. */
export function fillerWords(count: number, start = 0): string[] {
  return Array.from({ length: count }, (_, index) => FILLER[(start + index) % FILLER.length] ?? 'on');
}

function composeDefault(prompt: string, minWords: number): string {
  // Plain ASCII around the excerpt: a string of one-byte characters leaves the process faster.
  const excerpt =
    FIRST_WORDS.exec(prompt.slice(0, EXCERPT_SOURCE_CHARS))?.[0].replace(/\s+/g, ' ').toWellFormed() ?? 'nothing';
  const sentence = `You said: ${excerpt}. The sandbox answers.`;
  if (minWords === 0) return sentence;
  const words = sentence.split(' ');
  return [...words, ...fillerWords(Math.max(0, minWords - words.length), prompt.length % FILLER.length)].join(' ');
}

function cutAtStop(text: string, stop: readonly string[]): { text: string; stopSequence: string | null } {
  let end = text.length;
  let stopSequence: string | null = null;
  for (const sequence of stop) {
    const found = sequence === '' ? -1 : text.indexOf(sequence);
    if (found === -1 || found >= end) continue;
    end = found;
    stopSequence = sequence;
  }
  return { text: text.slice(0, end), stopSequence };
}
