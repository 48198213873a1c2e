/** `POST /v1/messages/count_tokens`: how much a body would be to read. Counted here and for free; no model is asked. */
import { z } from 'zod';
import type { LookupOperation } from '../operation.js';
import { parameterError } from '../validation.js';
import { messageFields } from './messages.operation.js';

const CountBody = z.looseObject(messageFields);

export const countMessageTokens: LookupOperation = {
  kind: 'lookup',
  key: 'messages.count_tokens',
  method: 'POST',
  path: '/v1/messages/count_tokens',
  summary: 'Count the tokens of a message',
  errors: 'anthropic',

  parse(body) {
    const parsed = CountBody.safeParse(body);
    return parsed.success ? { model: parsed.data.model, body } : parameterError(parsed.error);
  },
};
