import { ApiError } from '@turnpike/errors/api-error';
import { notFound } from 'next/navigation';

/** What a use case found, or the page for what isn't there: another organisation's things are not there either. */
export async function found<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ApiError && error.code === 'not_found') notFound();
    throw error;
  }
}
