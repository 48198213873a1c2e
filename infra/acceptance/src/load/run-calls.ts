/** Many calls, so many at once. */

/** Runs every task, at most `atOnce` of them at a time; results in the order of the tasks. */
export async function runCalls<T>(tasks: readonly (() => Promise<T>)[], atOnce: number): Promise<T[]> {
  const results = new Array<T>(tasks.length);
  let next = 0;
  const work = async () => {
    while (next < tasks.length) {
      const index = next;
      next += 1;
      results[index] = await (tasks[index] as () => Promise<T>)();
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, tasks.length) }, work));
  return results;
}

/** Counts things by name, in the order of the names. */
export function tally(names: Iterable<string>): Record<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
