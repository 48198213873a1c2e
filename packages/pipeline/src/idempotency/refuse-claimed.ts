import { publicId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';
import type { ClaimState } from '@turnpike/limits/claims';

/** Whether an answer may be kept. It may be though nobody was left to say so. */
export function mayBeRepeated(state: ClaimState): boolean {
  return state === 'stored' || state === 'interrupted';
}

/** What is said of a key that is another call's, where no answer is given again. */
export function refuseClaimed({ state, requestId }: { state: ClaimState; requestId: string }): ApiError {
  const id = publicId('request', requestId);
  const details = { requestId: id };
  switch (state) {
    case 'mismatch':
      return new ApiError('idempotency_key_reused', { param: 'Idempotency-Key', details });
    case 'running':
      return new ApiError('idempotency_in_progress', {
        message: `The call ${id} with this idempotency key is still running.`,
        details,
        retryAfterSeconds: 1,
      });
    case 'interrupted':
      return new ApiError('idempotency_interrupted', {
        message: `The call ${id} with this idempotency key was interrupted; how much of it was done is on its record.`,
        details,
      });
    case 'stored':
    case 'lost':
      return new ApiError('idempotency_result_gone', {
        message: `The call ${id} with this idempotency key has ended; its answer was not kept.`,
        details,
      });
  }
}
