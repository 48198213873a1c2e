/** What a `datetime-local` field holds, read in the browser's zone, as ISO 8601 in UTC; null for an empty field. */
export function localInstant(text: string): string | null {
  const date = new Date(text);
  return text === '' || Number.isNaN(date.getTime()) ? null : date.toISOString();
}
