/** Anthropic's messages, as we speak them to a provider (version 2023-06-01). */
import type { Voice } from '../dialect.js';
import { decodeAnswer } from './decode-answer.js';
import { encodeRequest } from './encode-request.js';
import { MessageStreamDecoder } from './stream-decoder.js';

export const voice: Voice = {
  dialect: 'anthropic-messages',
  encodeRequest,
  decodeAnswer,
  createStreamDecoder: () => new MessageStreamDecoder(),
};
