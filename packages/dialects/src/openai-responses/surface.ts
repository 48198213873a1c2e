/**
 * OpenAI's Responses, the callers' side. What an answer repeats of the request is read from `AnswerIdentity.request`;
 * without it an answer says the wire's own defaults.
 */
import type { Answer } from '../answer.js';
import type { AnswerIdentity, JsonObject, Surface } from '../dialect.js';
import { decodeRequest } from './decode-request.js';
import { outputItems } from './output-items.js';
import { frameOf, responseObject, standingOf } from './response-object.js';
import { ResponsesStreamEncoder } from './stream-encoder.js';

export const surface: Surface = {
  dialect: 'openai-responses',
  endMark: '',
  decodeRequest,
  encodeAnswer,
  createStreamEncoder: (identity) => new ResponsesStreamEncoder(identity),
};

function encodeAnswer({ choices, usage }: Answer, identity: AnswerIdentity): JsonObject {
  const frame = frameOf(identity);
  const [choice] = choices;
  const { status, incompleteReason } = standingOf(choice?.finish ?? null);
  const output = choice === undefined ? [] : outputItems(choice, { ...frame, status });
  return responseObject(frame, { status, incompleteReason, output, error: null, usage });
}
