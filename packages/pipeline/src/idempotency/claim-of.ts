/**
 * What a call is made under once only: the caller's key with everything it belongs to, and a digest of what is asked, so
 * that the same key can't stand for something else.
 */
import { createHash, type Hash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { ApiError } from '@turnpike/errors/api-error';
import type { Claim } from '@turnpike/limits/claims';
import type { ReadBody } from '../stages/read.stage.js';
import type { Understood } from '../tickets.js';

/** The header as it is written in documents and errors. */
const HEADER = 'Idempotency-Key';
/** A string as RFC 9651 has it, which is what the header's draft asks for; most clients send it bare. */
const QUOTED = /^"((?:[^"\\]|\\["\\])*)"$/;
const VISIBLE = /^[\x21-\x7e]{1,255}$/;

/** A key as it was meant, whether it came quoted or bare; null for none. */
export function readIdempotencyKey(headers: IncomingHttpHeaders): string | null | ApiError {
  const sent = headers['idempotency-key'];
  if (sent === undefined) return null;
  const text = String(sent);
  const key = text.startsWith('"') ? QUOTED.exec(text)?.[1]?.replace(/\\(.)/g, '$1') : text;
  if (key !== undefined && VISIBLE.test(key)) return key;
  return new ApiError('invalid_parameter', {
    message: `Invalid value: '${HEADER}' must be 1 to 255 visible ASCII characters, bare or in double quotes.`,
    param: HEADER,
  });
}

type Asked = Pick<ReadBody, 'raw' | 'request' | 'asked' | 'files'>;

/** The claim of a call; null for one without a key, and for a session, which has no answer that could be kept. */
export function claimOf(ticket: Understood, ttlMs: number): Claim | null | ApiError {
  const { operation, exchange } = ticket.arrival;
  if (operation.session !== undefined) return null;
  const key = readIdempotencyKey(exchange.headers);
  if (key === null || key instanceof ApiError) return key;
  const digest = createHash('sha256');
  digest.update(JSON.stringify([operation.key, exchange.params, withoutCredential(exchange.query)]));
  addBody(digest, ticket);
  return { hash: hashOf(ticket, key), digest: digest.digest('hex'), ttlMs };
}

/** The claim of a call that is put off, which is the same whichever way that was asked for. */
export function claimOfDeferred(
  ticket: Understood,
  wish: Asked & { readonly callbackUrl: string | null; readonly metadata: object | null },
  ttlMs: number,
): Claim | null | ApiError {
  const { operation, exchange } = ticket.arrival;
  const key = readIdempotencyKey(exchange.headers);
  if (key === null || key instanceof ApiError) return key;
  const digest = createHash('sha256');
  digest.update(JSON.stringify(['deferred', operation.key, wish.callbackUrl, wish.metadata]));
  addBody(digest, wish);
  return { hash: hashOf(ticket, key), digest: digest.digest('hex'), ttlMs };
}

function hashOf({ caller }: Understood, key: string): string {
  const parts = [caller.applicationId, caller.environment, key];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** As the caller sent it: what earlier calls put into it may be gone by the time it is asked again. */
function addBody(digest: Hash, { raw, request, asked, files }: Asked): void {
  if (files.length === 0 && asked === request.body && raw.length > 0) {
    digest.update(raw);
    return;
  }
  digest.update(JSON.stringify(asked));
  for (const { field, fileName, mediaType, bytes, chunks } of files) {
    digest.update(JSON.stringify([field, fileName, mediaType, bytes]));
    for (const chunk of chunks) digest.update(chunk);
  }
}

/** Gemini's callers name their API key there, and may name another one of the same application. */
function withoutCredential(query: string): string {
  if (!query.includes('key=')) return query;
  const params = new URLSearchParams(query);
  params.delete('key');
  return params.toString();
}
