/**
 * Counts model tokens where no provider did: holds before a call, and the bill of an answer whose usage never came.
 *
 * Takes text and OpenAI-shaped JSON, gives whole tokens: exact for an encoding whose vocabulary is at hand, a calibrated
 * estimate for the others. Total: any JSON value gets a number, nothing throws. Bounded: an encoding looks at 256 Ki
 * characters of a count at most, whatever they are; what is longer is counted by a sample of it. For servers only:
 * vocabularies are read on the first count, so that importing this module costs nothing. The package of OpenAI's
 * vocabularies counts exactly too, and a test holds ours to it; its maps take four times the memory and three times the
 * time.
 */
import { calibrate, CALIBRATIONS } from './token-calibration.js';
import { countEncoded, type Encoding } from './token-encodings.js';
import { type Tokenizer, USUAL_TOKENIZER } from './tokenizer.js';

/**
 * Merging byte pairs is quadratic in the length of one unbroken run (8,000 equal letters take 0.1 s, 64,000 take 3 s).
 * Runs longer than this are counted in parts, which can differ from the true count by one token per part; words,
 * identifiers, numbers and base64 of ordinary text stay below it and are counted exactly.
 */
const LONGEST_RUN = 256;
/**
 * UTF-16 units that the encoding looks at in one count. Prose of this length takes some 60 ms, random ideographs
 * a second: the event loop stands still for that long and no longer.
 */
const MOST_ENCODED = 256 * 1_024;
/** Slices that a sample is made of: one from each of as many equal stretches of the text. */
const SAMPLE_SLICES = 64;

const LETTER = 1;
const SYMBOL = 2;
const SPACE = 4;

const TOKENS_PER_MESSAGE = 3;
const TOKENS_PER_NAME = 1;
const TOKENS_OF_REPLY_PRIMING = 3;

let characterClasses: Uint8Array | undefined;

/**
 * Loads the vocabulary now (about 0.1 s and 5 MB) instead of within the first count. Servers that may have to count
 * call it before they report ready.
 */
export function warmUpTokenCount(): void {
  countTextTokens('toll');
  characterClasses ??= classifyCharacters();
}

/**
 * Tokens of a text; special-token look-alikes are counted as the text they are. In an encoding that is at hand exact to
 * 256 Ki UTF-16 units, but for over-long runs; beyond, 256 Ki units spread over the whole text are counted and scaled to
 * its length. The same text always gets the same number.
 */
export function countTextTokens(text: string, tokenizer: Tokenizer = USUAL_TOKENIZER): number {
  return countTexts([text], tokenizer);
}

/**
 * Prompt tokens of chat messages, by the rule of OpenAI's cookbook ("How to count tokens with tiktoken"): 3 per
 * message, the tokens of its role and content, those of its name + 1, and 3 that prime the reply. Tool calls count by
 * their function's name and arguments. Images, audio and files have no text and count nothing. All texts of a prompt
 * share the bound of one.
 */
export function countChatPromptTokens(messages: unknown, tokenizer: Tokenizer = USUAL_TOKENIZER): number {
  let total = TOKENS_OF_REPLY_PRIMING;
  if (!Array.isArray(messages)) return total;
  const texts: unknown[] = [];
  for (const message of messages as unknown[]) {
    total += TOKENS_PER_MESSAGE;
    if (!isRecord(message)) continue;
    texts.push(message.role, message.name);
    if (typeof message.name === 'string') total += TOKENS_PER_NAME;
    addContent(texts, message.content);
    addToolCalls(texts, message.tool_calls);
  }
  return total + countTexts(texts, tokenizer);
}

/**
 * Tokens of an embeddings `input`: a text, texts, a list of token ids, or lists of token ids. All texts of it share the
 * bound of one.
 */
export function countEmbeddingTokens(input: unknown, tokenizer: Tokenizer = USUAL_TOKENIZER): number {
  if (typeof input === 'string') return countTextTokens(input, tokenizer);
  if (!Array.isArray(input)) return 0;
  let ids = 0;
  for (const item of input as unknown[]) {
    if (typeof item === 'number') ids += 1;
    else if (Array.isArray(item)) ids += item.length;
  }
  return ids + countTexts(input, tokenizer);
}

function addContent(texts: unknown[], content: unknown): void {
  if (!Array.isArray(content)) texts.push(content);
  else for (const part of content as unknown[]) if (isRecord(part)) texts.push(part.text, part.refusal);
}

function addToolCalls(texts: unknown[], toolCalls: unknown): void {
  if (!Array.isArray(toolCalls)) return;
  for (const call of toolCalls as unknown[]) {
    const called = isRecord(call) ? call.function : undefined;
    if (isRecord(called)) texts.push(called.name, called.arguments);
  }
}

/** Of those that are texts. */
function countTexts(values: readonly unknown[], tokenizer: Tokenizer): number {
  const texts = values.filter((value) => typeof value === 'string');
  if (!(tokenizer in CALIBRATIONS)) return countAll(texts, tokenizer as Encoding);
  const calibration = CALIBRATIONS[tokenizer as keyof typeof CALIBRATIONS];
  return calibrate(texts, countAll(texts, calibration.encoding), calibration);
}

/** One by one, or sampled as the one text that they are together. */
function countAll(texts: readonly string[], encoding: Encoding): number {
  const length = texts.reduce((sum, text) => sum + text.length, 0);
  if (length > MOST_ENCODED) return countSample(texts.join(''), encoding);
  return texts.reduce((sum, text) => sum + countExactly(text, encoding), 0);
}

function countSample(text: string, encoding: Encoding): number {
  const slices = sampleOf(text);
  const counted = slices.reduce((sum, slice) => sum + countExactly(slice, encoding), 0);
  const length = slices.reduce((sum, slice) => sum + slice.length, 0);
  return Math.ceil((counted * text.length) / length);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * One slice of each stretch of a text that is over-long, at a place that the text's own hash decides. A sample of the
 * beginning could be deceived: padding there would set the price of all that follows. Padding elsewhere helps nobody
 * who can't tell before where the slices fall.
 */
function sampleOf(text: string): string[] {
  const places = process.getBuiltinModule('node:crypto').createHash('sha512').update(text).digest();
  const size = MOST_ENCODED / SAMPLE_SLICES;
  const room = text.length / SAMPLE_SLICES - size;
  return Array.from({ length: SAMPLE_SLICES }, (_, index) => {
    const stretch = (index * text.length) / SAMPLE_SLICES;
    const start = Math.floor(stretch + (room * (places[index] ?? 0)) / 0xff);
    return text.slice(wholeCharacter(text, start), wholeCharacter(text, start + size));
  });
}

/** The offset itself, or the one before it where it would part a surrogate pair. */
function wholeCharacter(text: string, offset: number): number {
  const parts = isHighSurrogate(text.charCodeAt(offset - 1)) && isLowSurrogate(text.charCodeAt(offset));
  return parts ? offset - 1 : offset;
}

/** Text that looks like a special token is text: a caller can't inject control tokens into a count. */
function countExactly(text: string, encoding: Encoding): number {
  if (text.length === 0) return 0;
  if (text.length <= LONGEST_RUN) return countEncoded(text, encoding);
  let total = 0;
  let start = 0;
  for (const end of findCuts(text)) {
    total += countEncoded(text.slice(start, end), encoding);
    start = end;
  }
  return total + countEncoded(start === 0 ? text : text.slice(start), encoding);
}

/**
 * Offsets at which an over-long run is cut. A character may belong to several classes (a combining mark to words and
 * to symbols, a line break to space and to symbols), and then prolongs each of their runs, so that no piece the
 * encoding's own splitter makes is longer than the bound.
 */
function* findCuts(text: string): Generator<number> {
  const classes = (characterClasses ??= classifyCharacters());
  let letters = 0;
  let symbols = 0;
  let spaces = 0;
  for (let index = 0; index < text.length; index += 1) {
    const kind = classes[text.charCodeAt(index)] ?? 0;
    letters = (kind & LETTER) === 0 ? 0 : letters + 1;
    symbols = (kind & SYMBOL) === 0 ? 0 : symbols + 1;
    spaces = (kind & SPACE) === 0 ? 0 : spaces + 1;
    if (letters < LONGEST_RUN && symbols < LONGEST_RUN && spaces < LONGEST_RUN) continue;
    letters = symbols = spaces = 0;
    const end = index + 1;
    // Never between the halves of a surrogate pair: each half alone would be counted as a replacement character.
    yield wholeCharacter(text, end) === end ? end : end + 1;
  }
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}

/** One byte of classes for each UTF-16 code unit; a surrogate may be half of a letter or of a symbol. */
function classifyCharacters(): Uint8Array {
  const classes = new Uint8Array(0x1_0000);
  for (let code = 0; code < classes.length; code += 1) {
    classes[code] = code >= 0xd800 && code <= 0xdfff ? LETTER | SYMBOL : classify(String.fromCharCode(code));
  }
  return classes;
}

function classify(character: string): number {
  if (character === '\r' || character === '\n') return SPACE | SYMBOL;
  if (/\s/u.test(character)) return SPACE;
  if (/\p{M}/u.test(character)) return LETTER | SYMBOL;
  if (/\p{L}/u.test(character)) return LETTER;
  return /\p{N}/u.test(character) ? 0 : SYMBOL;
}
