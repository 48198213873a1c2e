/** The page that says how far our own counts of tokens are off, made from the fixtures. */
import { markdownTable } from 'markdown-table';
import { CALIBRATED, CALIBRATIONS } from '../src/token-calibration.js';
import { countTextTokens } from '../src/token-count.js';
import { ENCODINGS } from '../src/token-encodings.js';
import type { Tokenizer } from '../src/tokenizer.js';
import { FIXTURES, fixturesFor } from './token-fixtures.js';

const MODELS: Readonly<Record<Tokenizer, string>> = {
  o200k: 'OpenAI: GPT-4o and later, the o series, gpt-oss',
  cl100k: 'OpenAI: GPT-4, GPT-3.5, embeddings',
  llama3: 'Llama 3',
  qwen2: 'Qwen 2, 2.5, 3',
  deepseek3: 'DeepSeek V3, R1',
  tekken: 'Mistral, from Nemo on',
  gemini: 'Gemini, Gemma',
  claude: 'Claude',
  command: 'Cohere Command',
};

const INTRODUCTION = `# Counted tokens

What a call used is what its provider reports. Where none does, Turnpike counts: the prompt as it was asked, the answer as it was delivered. Such usage is marked \`estimated\` on the call, in its receipt and in the usage event, whichever way it was counted. A model's tokenizer is known by its name at the provider, else by its public one; a name that says nothing is counted as OpenAI's newest.

This is about text. What a provider adds around messages is taken to be OpenAI's: three tokens a message and three for the reply. Files, pictures and sound in a prompt count nothing here.

## Exact

These tokenizers are public, and the count is theirs: of ${FIXTURES.texts.length} texts in ${kinds().length} kinds not one is off. Text beyond 256 Ki characters is counted by a sample.

`;

const CALIBRATION = `## Estimated

These have no tokenizer that could be used here. Another one's count is put right by weights for the kinds of characters that they disagree about, fitted to some of the texts. How far that is off, on ${fixturesFor('check').length} texts it was not fitted to, of ${smallest()} to ${largest()} characters each: the median, and the worst, with its direction.

Gemini is held to the tokenizer of Gemma 3, and Claude to the last one that Anthropic published, which is older than its models of today: what they count may differ by more.

`;

export function tokenCountsPage(): string {
  const exact = ENCODINGS.map((name) => [MODELS[name], `\`${name}\``, FIXTURES.countedBy[name]]);
  const held = CALIBRATED.map((name) => [MODELS[name], `\`${CALIBRATIONS[name].encoding}\``, FIXTURES.countedBy[name]]);
  const errors = ['All', ...kinds()].map((kind) => [kind, ...CALIBRATED.map((name) => errorOf(name, kind))]);
  return [
    INTRODUCTION,
    markdownTable([['Models', 'Counted in', 'Held to'], ...exact]) + '\n',
    `\n${CALIBRATION}`,
    markdownTable([['Models', 'Estimated from', 'Held to'], ...held]) + '\n',
    '\n',
    markdownTable([['Text', ...CALIBRATED.map((name) => MODELS[name])], ...errors]) + '\n',
  ].join('');
}

function kinds(): string[] {
  return [...new Set(FIXTURES.texts.map(({ kind }) => kind))];
}

function smallest(): number {
  return Math.min(...fixturesFor('check').map(({ text }) => text.length));
}

function largest(): number {
  return Math.max(...fixturesFor('check').map(({ text }) => text.length));
}

function errorOf(tokenizer: Tokenizer, kind: string): string {
  const errors = fixturesFor('check')
    .filter((fixture) => kind === 'All' || fixture.kind === kind)
    .map(({ text, tokens }) => countTextTokens(text, tokenizer) / tokens[tokenizer] - 1)
    .sort((left, right) => Math.abs(left) - Math.abs(right));
  const [below = 0, above = 0] = [errors[Math.floor((errors.length - 1) / 2)], errors[Math.floor(errors.length / 2)]];
  const median = (Math.abs(below) + Math.abs(above)) / 2;
  return `${percent(median)}, ${signed(errors.at(-1) ?? 0)}`;
}

function percent(share: number): string {
  return `${(Math.abs(share) * 100).toFixed(1)} %`;
}

function signed(share: number): string {
  return `${share < 0 ? '−' : '+'}${percent(share)}`;
}
