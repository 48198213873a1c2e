/**
 * The fields that differ, as they were and as they are now: what an audit entry says of a change. Values are compared by
 * what they say in JSON.
 */
export function changedFields<T extends object>(was: T, is: T): { before: Partial<T>; after: Partial<T> } {
  const before: Partial<T> = {};
  const after: Partial<T> = {};
  for (const field of Object.keys(is) as (keyof T)[]) {
    if (JSON.stringify(was[field]) === JSON.stringify(is[field])) continue;
    before[field] = was[field];
    after[field] = is[field];
  }
  return { before, after };
}
