import type { ApiError } from './api-error.js';
import { CATALOGUE } from './catalogue.js';

/** The management API's envelope: `code` is 0 for success and the catalogue's number otherwise. */
export interface UnifiedEnvelope<T> {
  code: number;
  message: string;
  data: T;
  requestId: string;
}

/** A success in the unified envelope. */
export function successEnvelope<T>(data: T, requestId: string): UnifiedEnvelope<T> {
  return { code: 0, message: 'ok', data, requestId };
}

/** An error in the unified envelope; `data` carries the error's code, fix and details. */
export function errorEnvelope(error: ApiError, requestId: string): UnifiedEnvelope<Record<string, unknown>> {
  const data = { error: error.code, fix: CATALOGUE[error.code].fix, param: error.param, details: error.details };
  return { code: error.number, message: error.message, data, requestId };
}

/** RFC 9457 `application/problem+json`. */
export function problemDetails(error: ApiError, requestId: string): Record<string, unknown> {
  const { status, number, fix } = CATALOGUE[error.code];
  return {
    type: `/docs/errors/${error.code}`,
    title: CATALOGUE[error.code].message,
    status,
    detail: error.message,
    code: number,
    error: error.code,
    fix,
    requestId,
    ...(error.details === null ? {} : { errors: error.details }),
  };
}
