/** Whether nothing was said: JSON's null is no more than a missing member. */
export function isUnsaid(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}
