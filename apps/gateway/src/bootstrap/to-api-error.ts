import { HttpException } from '@nestjs/common';
import { isDatabaseUnavailable } from '@turnpike/db/errors';
import { ApiError } from '@turnpike/errors/api-error';
import type { ErrorCode } from '@turnpike/errors/catalogue';

/** What the framework refuses by itself, by the status it chose. An over-long path parameter (414) names nothing. */
const CODES_BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  408: 'request_timeout',
  413: 'payload_too_large',
  414: 'not_found',
  415: 'unsupported_media_type',
  431: 'headers_too_large',
};

/** Whatever was thrown, as an error of the catalogue. What nobody expected becomes `internal_error` with it as cause. */
export function toApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown;
  const status = frameworkStatus(thrown);
  if (status !== null && status < 500)
    return new ApiError(CODES_BY_STATUS[status] ?? 'validation_failed', { cause: thrown });
  if (isDatabaseUnavailable(thrown)) return new ApiError('store_unavailable', { cause: thrown, retryAfterSeconds: 1 });
  return new ApiError('internal_error', { cause: thrown });
}

function frameworkStatus(thrown: unknown): number | null {
  if (thrown instanceof HttpException) return thrown.getStatus();
  if (thrown instanceof Error && thrown.name === 'FastifyError' && 'statusCode' in thrown)
    return Number(thrown.statusCode);
  return null;
}
