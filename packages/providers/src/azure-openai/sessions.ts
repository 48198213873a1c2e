/** OpenAI's realtime wire at Azure: its own paths and credentials. A token is added by `sign`, where one is needed. */
import { readSessionFailure } from '../openai-compatible/sessions.js';
import type { SessionWire } from '../provider-adapter.js';
import { addressOf } from './address.js';
import { keyHeader } from './build-request.js';

/** Always of the v1 API: below the older one Azure speaks OpenAI's preview of this wire, whose messages are others. */
export const sessions: SessionWire = {
  buildHandshake({ target, upstreamModel, requestId }) {
    const { origin, basePath, query, isClassic } = addressOf(target);
    const asked = isClassic || query === '' ? '?' : `${query}&`;
    const path = `${basePath}${isClassic ? '/v1' : ''}/realtime${asked}model=${encodeURIComponent(upstreamModel)}`;
    const headers = [...keyHeader(target), 'x-client-request-id', requestId];
    return { origin, path, method: 'GET', headers, body: null };
  },
  readFailure: readSessionFailure,
};
