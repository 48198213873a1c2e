import { ApiError } from '@turnpike/errors/api-error';

/** What the reader's own choice of filters brought about is theirs to read; anything else fails the page. */
export async function orRefusal<T>(work: Promise<T>): Promise<T | { refused: string }> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ApiError && error.entry.blame === 'caller') return { refused: error.message };
    throw error;
  }
}
