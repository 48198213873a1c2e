/**
 * OpenAI's chat completions, the providers' side: OpenAI, Azure, and the many who speak its wire.
 *
 * Refused, because the wire has no word for it: `top_k`, sound but wav and mp3, sound and files by address, pictures and
 * sounds in an assistant's turn. An effort of thinking goes as it is, a budget by the table in `effort`.
 */
import type { Voice } from '../dialect.js';
import { decodeAnswer } from './decode-answer.js';
import { encodeRequest } from './encode-request.js';
import { ChatStreamDecoder } from './stream-decoder.js';

export const voice: Voice = {
  dialect: 'openai-chat',
  encodeRequest,
  decodeAnswer,
  createStreamDecoder: () => new ChatStreamDecoder(),
};
