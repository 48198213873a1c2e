import { ApiError } from '@turnpike/errors/api-error';
import { notFound } from 'next/navigation';

/** What a page is about, or the page that says there is nothing at this address. */
export async function found<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ApiError && error.code === 'not_found') notFound();
    throw error;
  }
}
