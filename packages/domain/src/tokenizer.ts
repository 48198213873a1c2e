/** Which tokens a model counts in, as far as its name says. */
import type { Calibrated } from './token-calibration.js';
import type { Encoding } from './token-encodings.js';

/** One whose vocabulary is at hand, or one that is estimated. */
export type Tokenizer = Encoding | Calibrated;

/** Where a name says nothing: the newest public one, as it is. */
export const USUAL_TOKENIZER: Tokenizer = 'o200k';

/**
 * The first that matches holds. Names are written in many ways: `meta-llama/Llama-3.3-70B-Instruct`, `llama3.1:8b`,
 * `us.anthropic.claude-sonnet-4-v1:0`, `accounts/fireworks/models/llama-v3p1-8b`.
 */
const RULES: readonly (readonly [names: RegExp, tokenizer: Tokenizer])[] = [
  // Another's model that was taught by one has its own vocabulary still.
  [/distill-llama/, 'llama3'],
  [/distill-qwen/, 'qwen2'],
  [/claude/, 'claude'],
  [/gemini|gemma/, 'gemini'],
  [/\bcommand-|\baya-/, 'command'],
  [/gpt-oss|gpt-4o|gpt-4\.[15]|gpt-[5-9]|chatgpt|\bo[134](?:$|-)/, 'o200k'],
  [/gpt-4|gpt-3\.?5|text-embedding-(?:3|ada)|davinci-002|babbage-002/, 'cl100k'],
  [/llama-?v?3/, 'llama3'],
  [/qwen-?3\.[5-9]|qwen-?[4-9]/, USUAL_TOKENIZER],
  [/qwen|\bqwq/, 'qwen2'],
  [/deepseek/, 'deepseek3'],
  [/mistral|ministral|magistral|devstral|codestral|pixtral|voxtral/, 'tekken'],
];

/** By the first of a model's names that says: its provider's name for it, then the public one. */
export function tokenizerFor(...names: readonly string[]): Tokenizer {
  for (const name of names) {
    const written = name.toLowerCase();
    const rule = RULES.find(([pattern]) => pattern.test(written));
    if (rule !== undefined) return rule[1];
  }
  return USUAL_TOKENIZER;
}
