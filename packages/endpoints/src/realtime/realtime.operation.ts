/**
 * `GET /v1/realtime`, OpenAI's wire over a WebSocket: events both ways, text and sound. Only the model is read here; every
 * event is the provider's to judge. Priced by the tokens that were reported, by the time it was open, or by both.
 */
import type { UsageBounds } from '@turnpike/domain/rating';
import { ApiError } from '@turnpike/errors/api-error';
import { CATALOGUE } from '@turnpike/errors/catalogue';
import { z } from 'zod';
import { soundTokensRead } from '../audio/sound-tokens.js';
import type { InferenceOperation } from '../operation.js';
import type { SessionSpec } from '../session.js';
import { parameterError } from '../validation.js';
import { RealtimeMeter } from './realtime-meter.js';

/** As long as OpenAI's. */
const LONGEST_MS = 60 * 60 * 1000;
/** What is held for at once, and for as much again whenever it is used up: a minute in which one answer is given. */
const STEP_SECONDS = 60;
/** Instructions, tools and what is quoted, beside a minute of sound. */
const STEP_TEXT_TOKENS = 4_096;
/** OpenAI's longest answer. */
const STEP_OUTPUT_TOKENS = 4_096;
const STEP: UsageBounds = {
  seconds: STEP_SECONDS,
  inputTokens: STEP_TEXT_TOKENS + soundTokensRead(STEP_SECONDS),
  outputTokens: STEP_OUTPUT_TOKENS,
};

const Query = z.looseObject({
  model: z.string('must be a string').min(1, 'must not be empty').max(200, 'must have at most 200 characters'),
});
/** They would make another session of it than the one that is priced and metered here. */
const REFUSED_PARAMETERS = ['intent', 'call_id'];

const session: SessionSpec = {
  ways: [['input_token', 'output_token', 'second'], ['input_token', 'output_token'], ['second']],
  boundsOf: () => STEP,
  longestMs: LONGEST_MS,
  stopEvent: '{"type":"response.cancel"}',
  createMeter: () => new RealtimeMeter(),
  errorEvent,
};

export const realtime: InferenceOperation & { readonly session: SessionSpec } = {
  kind: 'inference',
  key: 'realtime',
  method: 'GET',
  path: '/v1/realtime',
  summary: 'Talk with a model over a WebSocket',
  units: ['second'],
  producesOutput: false,
  surface: null,
  errors: 'openai',
  session,

  parse(body) {
    const refused = REFUSED_PARAMETERS.find((name) => body[name] !== undefined);
    if (refused !== undefined) {
      return new ApiError('unsupported_parameter', { message: `'${refused}' is not supported here.`, param: refused });
    }
    const parsed = Query.safeParse(body);
    if (!parsed.success) return parameterError(parsed.error);
    return {
      model: parsed.data.model,
      stream: true,
      wantsUsageEvent: true,
      endUser: null,
      maxOutputTokens: 0,
      choices: 1,
      body,
    };
  },

  countInputTokens() {
    return 0;
  },

  countOutputTokens() {
    return 0;
  },
};

/** As `RealtimeErrorEvent` of OpenAI's SDK. */
function errorEvent(error: ApiError, requestId: string): string {
  const { code, message, param } = error;
  const said = { type: CATALOGUE[code].type, code, message, param, event_id: null, request_id: requestId };
  return JSON.stringify({ type: 'error', event_id: `event_${requestId.replace(/^req_/, '')}`, error: said });
}
