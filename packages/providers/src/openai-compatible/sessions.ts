/** OpenAI's realtime wire: a WebSocket whose messages pass as they are. */
import { isRecord } from '@turnpike/dialects/json';
import type { FailureContext, SessionWire, UpstreamFailure } from '../provider-adapter.js';
import { addressOf } from './build-request.js';
import { classifyStreamError } from './errors.js';

const CALLERS_TYPE = 'invalid_request_error';

/** Begun below the base URL, with the key as everywhere else. */
export const sessions: SessionWire = {
  buildHandshake({ target, upstreamModel, requestId }) {
    const { origin, basePath } = addressOf(target);
    const path = `${basePath}/realtime?model=${encodeURIComponent(upstreamModel)}`;
    const headers = ['authorization', `Bearer ${target.credential}`, 'x-client-request-id', requestId];
    return { origin, path, method: 'GET', headers, body: null };
  },
  readFailure: readSessionFailure,
};

/** Here the type says whose an error is: its code is one of many. */
export function readSessionFailure(error: unknown, context: FailureContext): UpstreamFailure {
  const failure = classifyStreamError(error, context);
  if (failure.blame !== 'provider' || !isRecord(error) || error.type !== CALLERS_TYPE) return failure;
  return classifyStreamError({ ...error, code: CALLERS_TYPE }, context);
}
