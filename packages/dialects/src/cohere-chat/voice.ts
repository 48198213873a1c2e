/** Cohere's chat, version 2 (`POST /v2/chat`, Cohere's API reference). */
import type { Voice } from '../dialect.js';
import { decodeAnswer } from './decode-answer.js';
import { encodeRequest } from './encode-request.js';
import { CohereStreamDecoder } from './stream-decoder.js';

/** What we say to Cohere, and hear from it. */
export const voice: Voice = {
  dialect: 'cohere-chat',
  encodeRequest,
  decodeAnswer,
  createStreamDecoder: () => new CohereStreamDecoder(),
};
