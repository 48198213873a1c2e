/**
 * The same report, at most once per context and interval: while a store is away every request and every beat fails
 * alike, and one line in a while says it all.
 */
export function throttled(
  report: (error: unknown, context: string) => void,
  intervalMs: number,
): (error: unknown, context: string) => void {
  const reportedAt = new Map<string, number>();
  return (error, context) => {
    const now = Date.now();
    if (now - (reportedAt.get(context) ?? 0) < intervalMs) return;
    if (reportedAt.size > 1_000) reportedAt.clear();
    reportedAt.set(context, now);
    report(error, context);
  };
}
