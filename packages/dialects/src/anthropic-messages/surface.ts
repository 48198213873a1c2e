/** Anthropic's messages, as callers speak them (https://platform.claude.com/docs/en/api/messages, version 2023-06-01). */
import type { Surface } from '../dialect.js';
import { eventOf } from './content-block.js';
import { decodeRequest } from './decode-request.js';
import { encodeAnswer } from './encode-answer.js';
import { MessageStreamEncoder } from './stream-encoder.js';

export const surface: Surface = {
  dialect: 'anthropic-messages',
  endMark: eventOf({ type: 'message_stop' }),
  decodeRequest,
  encodeAnswer,
  createStreamEncoder: (identity) => new MessageStreamEncoder(identity),
};
