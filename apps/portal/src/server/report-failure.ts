import { newId, publicId } from '@turnpike/domain/ids';

/**
 * Logs a failure that the page will describe in its own words, and names it.
 * @returns the reference by which the log line is found; safe to show.
 */
export function reportFailure(
  during: string,
  failure: unknown,
  reference: string = publicId('request', newId()),
): string {
  // Class and code only: a database client's message may quote what it was sent.
  const { name = 'Error', code } = (failure ?? {}) as { name?: string; code?: string };
  console.error(JSON.stringify({ level: 'error', during, reference, name, code }));
  return reference;
}
