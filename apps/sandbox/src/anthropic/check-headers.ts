import type { IncomingHttpHeaders } from 'node:http';
import type { Refusal } from '../exchange/wire.js';
import { NEWEST_VERSION, type Terms } from './messages-request.js';

const KEY_PREFIX = 'sk-sandbox';
const VERSIONS = ['2023-01-01', '2023-06-01', NEWEST_VERSION];

export type CheckedHeaders = { ok: true; terms: Terms } | { ok: false; refusal: Refusal };

/** The key, as `x-api-key` or, as newer clients send it, as a bearer; then the version. */
export function checkHeaders(headers: IncomingHttpHeaders): CheckedHeaders {
  const own = headers['x-api-key'];
  const bearer = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  const key = typeof own === 'string' ? own : bearer;
  if (key === undefined) return unauthenticated('x-api-key header is required');
  if (!key.startsWith(KEY_PREFIX)) {
    return unauthenticated(own === undefined ? 'Invalid bearer token' : 'invalid x-api-key');
  }
  const version = headers['anthropic-version'];
  if (typeof version !== 'string' || version === '') return invalidVersion('anthropic-version: header is required');
  if (!VERSIONS.includes(version)) return invalidVersion(`anthropic-version: "${version}" is not a valid version`);
  return { ok: true, terms: { version, hasBeta: headers['anthropic-beta'] !== undefined } };
}

function unauthenticated(message: string): CheckedHeaders {
  return { ok: false, refusal: { status: 401, message } };
}

function invalidVersion(message: string): CheckedHeaders {
  return { ok: false, refusal: { status: 400, message } };
}
