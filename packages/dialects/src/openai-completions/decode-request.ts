/** A legacy completion request in the middle form: its prompt is what a user says. */
import type { ApiError } from '@turnpike/errors/api-error';
import { type Conversation, EMPTY_CONVERSATION, type Message } from '../conversation.js';
import type { JsonObject } from '../dialect.js';
import { FieldFindings, readNumber, readTexts } from '../field-findings.js';
import { isRecord, textOf } from '../json.js';

const REQUEST = {
  read: new Set([
    ...['model', 'prompt', 'stream', 'stream_options', 'n', 'best_of', 'max_tokens', 'temperature', 'top_p', 'top_k'],
    ...['stop', 'seed', 'presence_penalty', 'frequency_penalty', 'logprobs', 'echo', 'suffix', 'logit_bias', 'user'],
  ]),
  hints: new Set(['metadata', 'store', 'service_tier', 'safety_identifier', 'prompt_cache_key']),
};

const STREAM_OPTIONS = { read: new Set(['include_usage']), hints: new Set(['include_obfuscation']) };

/** What this wire's own answer is bounded by where the caller sets no bound; other wires have no such habit. */
const DEFAULT_OUTPUT_TOKENS = 16;

export function decodeRequest(body: JsonObject): Conversation | ApiError {
  const findings = new FieldFindings();
  findings.rest(body, '', REQUEST);
  const choices = readNumber(body, 'n', findings) ?? 1;
  findForeign(body, choices, findings);
  const conversation: Conversation = {
    ...EMPTY_CONVERSATION,
    from: 'openai-completions',
    messages: readPrompt(body.prompt, findings),
    maxOutputTokens: readNumber(body, 'max_tokens', findings) ?? DEFAULT_OUTPUT_TOKENS,
    temperature: readNumber(body, 'temperature', findings),
    topP: readNumber(body, 'top_p', findings),
    topK: readNumber(body, 'top_k', findings),
    stop: readTexts(body, 'stop', findings),
    seed: readNumber(body, 'seed', findings),
    presencePenalty: readNumber(body, 'presence_penalty', findings),
    frequencyPenalty: readNumber(body, 'frequency_penalty', findings),
    choices,
    logprobs: readNumber(body, 'logprobs', findings),
    endUser: textOf(body.user),
    stream: body.stream === true,
    foreign: findings.foreign,
    paths: { messages: 'prompt', choices: 'n', maxOutputTokens: 'max_tokens' },
  };
  return findings.error ?? conversation;
}

/** Several prompts at once, and prompts in the tokens of one tokenizer, are this wire's alone. */
function readPrompt(prompt: unknown, findings: FieldFindings): Message[] {
  const only: unknown = Array.isArray(prompt) && prompt.length === 1 ? prompt[0] : prompt;
  if (typeof only === 'string') return [{ role: 'user', parts: [{ kind: 'text', text: only }], name: null }];
  findings.meaning('prompt');
  return [];
}

function findForeign(body: JsonObject, choices: number, findings: FieldFindings): void {
  const { best_of: bestOf, echo, suffix, logit_bias: bias, stream_options: options } = body;
  // As many made as are shown is what everybody does.
  if (bestOf !== undefined && bestOf !== null && bestOf !== choices) findings.meaning('best_of');
  if (echo === true) findings.meaning('echo');
  if (typeof suffix === 'string' && suffix !== '') findings.meaning('suffix');
  if (isRecord(bias) && Object.keys(bias).length > 0) findings.meaning('logit_bias');
  if (isRecord(options)) findings.rest(options, 'stream_options', STREAM_OPTIONS);
}
