/** `respond-async` among what the caller prefers (RFC 7240, §4.1), whatever else, in any case, with or without parameters. */
const RESPOND_ASYNC = /(?:^|,)\s*respond-async\s*(?:[;,]|$)/i;

/** Whether a call is to be answered at once and run as a job: the value of its `Prefer` header. */
export function prefersAsync(prefer: string | string[] | undefined): boolean {
  if (prefer === undefined) return false;
  return RESPOND_ASYNC.test(Array.isArray(prefer) ? prefer.join(',') : prefer);
}
