import { ApiError } from '@turnpike/errors/api-error';

/** Work on a store as an answer: whatever goes wrong but a refusal is a store that can't be asked now, and reported. */
export async function orRefusal<T>(work: () => Promise<T>, onError: (error: unknown) => void): Promise<T | ApiError> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ApiError) return error;
    onError(error);
    return new ApiError('store_unavailable', { cause: error, retryAfterSeconds: 1 });
  }
}
