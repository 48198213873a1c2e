/** Any value of a request as an error's words name it: `String` fails for objects with a `toString` of their own. */
export function sayValue(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined');
}
