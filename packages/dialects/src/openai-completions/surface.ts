/**
 * OpenAI's legacy text completions, the callers' side. A prompt is what a user says to a model that answers.
 *
 * Foreign to every other wire, and refused when a call has to be translated: several prompts, prompts of tokens, `echo`,
 * `suffix`, `best_of` beyond `n`, `logit_bias`, and every field that OpenAI doesn't document.
 */
import type { Surface } from '../dialect.js';
import { DONE_EVENT } from '../openai-chat/stream-encoder.js';
import { decodeRequest } from './decode-request.js';
import { CompletionStreamEncoder, encodeAnswer } from './encode-answer.js';

export const surface: Surface = {
  dialect: 'openai-completions',
  endMark: DONE_EVENT,
  decodeRequest,
  encodeAnswer,
  createStreamEncoder: (identity) => new CompletionStreamEncoder(identity),
};
