/** Whether a credential that holds some scopes may have another: all, the product of an operation, or the very same. */
export function coversScope(held: readonly string[], wanted: string): boolean {
  const product = wanted.split(':', 1)[0] ?? wanted;
  return held.some((scope) => scope === '*' || scope === wanted || (wanted !== '*' && scope === product));
}
