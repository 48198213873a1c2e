/** OpenAI's Responses, the providers' side. */
import type { Voice } from '../dialect.js';
import { decodeAnswer } from './decode-answer.js';
import { encodeRequest } from './encode-request.js';
import { ResponsesStreamDecoder } from './stream-decoder.js';

export const voice: Voice = {
  dialect: 'openai-responses',
  encodeRequest,
  decodeAnswer,
  createStreamDecoder: () => new ResponsesStreamDecoder(),
};
