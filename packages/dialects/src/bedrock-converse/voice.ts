/**
 * Amazon Bedrock's Converse and ConverseStream, the same words for every vendor's models there (API reference of the
 * Amazon Bedrock Runtime).
 */
import type { Voice } from '../dialect.js';
import { decodeAnswer } from './decode-answer.js';
import { encodeRequest } from './encode-request.js';
import { ConverseStreamDecoder } from './stream-decoder.js';

/** What we say to Bedrock, and hear from it. */
export const voice: Voice = {
  dialect: 'bedrock-converse',
  encodeRequest,
  decodeAnswer,
  createStreamDecoder: () => new ConverseStreamDecoder(),
};
