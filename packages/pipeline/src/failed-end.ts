import type { EndReason } from '@turnpike/domain/usage';
import type { ApiError } from '@turnpike/errors/api-error';
import type { ErrorCode } from '@turnpike/errors/catalogue';

const END_REASONS: Readonly<Partial<Record<ErrorCode, EndReason>>> = {
  upstream_timeout: 'timeout',
  capacity_exhausted: 'timeout',
  upstream_interrupted: 'upstream_cut',
  shutting_down: 'shutdown',
};

/** How a call ended that no target answered; an error of null is a caller who left. */
export function failedEnd(error: ApiError | null): EndReason {
  return error === null ? 'client_gone' : (END_REASONS[error.code] ?? 'upstream_error');
}
