/** Providers that speak Gemini's `generateContent`: the Gemini API, and Vertex AI with the same bodies. */
import type { Voice } from '../dialect.js';
import { decodeAnswer } from './decode-answer.js';
import { encodeRequest } from './encode-request.js';
import { GeminiStreamDecoder } from './stream-decoder.js';

export const voice: Voice = {
  dialect: 'gemini',
  encodeRequest,
  decodeAnswer,
  createStreamDecoder: () => new GeminiStreamDecoder(),
};
