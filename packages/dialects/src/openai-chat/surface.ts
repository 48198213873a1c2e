/**
 * OpenAI's chat completions, the callers' side.
 *
 * Foreign to every other wire, and refused when a call has to be translated: `functions` and `function_call` (their
 * answers have a form of their own), `audio` and `modalities` beyond text, `logit_bias` (tokens of one tokenizer),
 * `verbosity` but `medium`, `prediction`, `web_search_options`, `moderation`, custom tools, uploaded files, and every
 * field that OpenAI doesn't document. Hints, which are left out and listed: `metadata`, `store`, `service_tier`,
 * `safety_identifier`, `prompt_cache_*`, `cache_control`.
 */
import type { Surface } from '../dialect.js';
import { decodeRequest } from './decode-request.js';
import { encodeAnswer } from './encode-answer.js';
import { ChatStreamEncoder, DONE_EVENT } from './stream-encoder.js';

export const surface: Surface = {
  dialect: 'openai-chat',
  endMark: DONE_EVENT,
  decodeRequest,
  encodeAnswer,
  createStreamEncoder: (identity) => new ChatStreamEncoder(identity),
};
