/**
 * Encodings whose vocabulary is public and at hand: they count exactly. Each is read from disk by the first count that
 * needs it (0.1 s and 3 to 5 MB), so a process pays for those alone whose models it counts for. For servers only.
 */
import { CL100K_TOKEN_SPLIT_REGEX, O200K_TOKEN_SPLIT_REGEX } from 'gpt-tokenizer/encodingParams/constants';
import { BytePairCounter } from './byte-pair-count.js';
import { BytePairVocabulary, type TokenBytes } from './byte-pair-vocabulary.js';

/** OpenAI's two, and those of the open models most in use. */
export const ENCODINGS = ['o200k', 'cl100k', 'llama3', 'qwen2', 'deepseek3', 'tekken'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** How an encoding counts a text. */
interface EncodingSource {
  readonly read: () => Uint8Array | TokenBytes;
  readonly patterns: readonly RegExp[];
  /** Composes characters before it splits. */
  readonly isComposed?: true;
}

const CONTRACTIONS = String.raw`'(?:[sS]|[tT]|[rR][eE]|[vV][eE]|[mM]|[lL][lL]|[dD])`;
const SPACES = String.raw`\s*[\r\n]+|\s+(?!\S)|\s+`;
const LETTERS_OF_CASE = String.raw`[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+`;
const CAPITALS = String.raw`[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*`;
const KANA_AND_HAN = String.raw`一-龥぀-ゟ゠-ヿ`;

const SOURCES: Readonly<Record<Encoding, EncodingSource>> = {
  o200k: { read: () => fileOf('gpt-tokenizer/data/o200k_base.tiktoken'), patterns: [O200K_TOKEN_SPLIT_REGEX] },
  cl100k: { read: () => fileOf('gpt-tokenizer/data/cl100k_base.tiktoken'), patterns: [CL100K_TOKEN_SPLIT_REGEX] },
  llama3: {
    read: () => llamaVocabulary(fileOf('llama3-tokenizer-js/src/data-converted.js')),
    patterns: [
      patternOf(CONTRACTIONS, String.raw`[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*`, SPACES),
    ],
  },
  qwen2: {
    read: () => packed('qwen2'),
    patterns: [patternOf(CONTRACTIONS, String.raw`[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*`, SPACES)],
    isComposed: true,
  },
  deepseek3: {
    read: () => packed('deepseek3'),
    patterns: [
      patternOf(String.raw`\p{N}{1,3}|\P{N}+`),
      patternOf(`[${KANA_AND_HAN}]+|[^${KANA_AND_HAN}]+`),
      patternOf(
        String.raw`[!-/:-@[-${'`'}{-~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*`,
        SPACES,
        // What no part of its own pattern takes stays together.
        String.raw`(?:[^\s\p{L}\p{M}\p{P}\p{S}](?![\p{L}\p{M}]))+`,
      ),
    ],
  },
  tekken: {
    read: () => packed('tekken'),
    patterns: [
      patternOf(
        String.raw`[^\r\n\p{L}\p{N}]?${LETTERS_OF_CASE}|[^\r\n\p{L}\p{N}]?${CAPITALS}`,
        String.raw`\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*`,
        SPACES,
      ),
    ],
  },
};

const counters = new Map<Encoding, (text: string) => number>();

/** Tokens of a text, the whole of it: the caller bounds its length and that of its unbroken runs. */
export function countEncoded(text: string, encoding: Encoding): number {
  let count = counters.get(encoding);
  if (count === undefined) counters.set(encoding, (count = counterOf(SOURCES[encoding])));
  return count(text);
}

function counterOf({ read, patterns, isComposed }: EncodingSource): (text: string) => number {
  const counter = new BytePairCounter(new BytePairVocabulary(read()), ...patterns);
  return isComposed === true ? (text) => counter.count(text.normalize('NFC')) : (text) => counter.count(text);
}

function patternOf(...parts: readonly string[]): RegExp {
  return new RegExp(parts.join('|'), 'gu');
}

/** Synchronously, here and below: a count in the relay can't wait. */
function fileOf(name: string): Buffer {
  const require = process.getBuiltinModule('node:module').createRequire(import.meta.url);
  return process.getBuiltinModule('node:fs').readFileSync(require.resolve(name));
}

function packed(name: string): Uint8Array {
  const path = new URL(`../vocabularies/${name}.tiktoken.br`, import.meta.url);
  return process
    .getBuiltinModule('node:zlib')
    .brotliDecompressSync(process.getBuiltinModule('node:fs').readFileSync(path));
}

const LLAMA_TOKENS = 'llama_vocab_base64 = "';
const NEW_LINE = 10;

/** Its package keeps the tokens a line each, written in characters for bytes, and all lines in base64 in a module. */
function llamaVocabulary(module: Buffer): TokenBytes {
  const from = module.indexOf(LLAMA_TOKENS) + LLAMA_TOKENS.length;
  const lines = Buffer.from(module.toString('latin1', from, module.indexOf('"', from)), 'base64').toString();
  const byteOf = byteLevelAlphabet();
  const bytes = new Uint8Array(lines.length);
  const starts = [0];
  let length = 0;
  for (let at = 0; at < lines.length; at += 1) {
    const code = lines.charCodeAt(at);
    if (code === NEW_LINE) starts.push(length);
    else bytes[length++] = byteOf[code] ?? 0;
  }
  return { bytes: bytes.slice(0, length), starts: Uint32Array.from([...starts, length]) };
}

/** By code unit: a printable byte is written as itself, any other as a character from 256 on. */
function byteLevelAlphabet(): Uint8Array {
  const alphabet = new Uint8Array(512);
  let others = 256;
  for (let byte = 0; byte < 256; byte += 1) {
    const isPrintable = (byte > 32 && byte < 127) || (byte > 160 && byte !== 173);
    alphabet[isPrintable ? byte : others++] = byte;
  }
  return alphabet;
}
