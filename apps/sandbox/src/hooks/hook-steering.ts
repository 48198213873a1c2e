/**
 * The query of a receiver's address says how it answers: the way to make a sender's retries happen. Strict, like the
 * steering line of a prompt: a mistyped key would make a test pass for the wrong reason.
 */

/** How to answer. `fail`: this many arrivals of each webhook-id are refused, the next is taken. */
export interface HookSteering {
  status: number | null;
  fail: number | null;
  delayMs: number;
  retryAfter: number | null;
}

export type HookSteeringResult = { ok: true; steering: HookSteering } | { ok: false; problem: string };

/** Every key with its bounds and the sentence that documents it on the page. */
export const HOOK_STEERING_KEYS: Readonly<Record<string, { min: number; max: number; example: string; help: string }>> =
  {
    status: {
      min: 200,
      max: 599,
      example: 'status=500',
      help: 'Answers with this status. One of 300 to 399 leads to another address, which no sender should follow.',
    },
    delay_ms: { min: 0, max: 600_000, example: 'delay_ms=2000', help: 'Waits before it answers.' },
    fail: {
      min: 1,
      max: 100,
      example: 'fail=3',
      help: 'The first three arrivals of each webhook-id are refused (with status, else 500), the next is taken.',
    },
    retry_after: {
      min: 0,
      max: 86_400,
      example: 'retry_after=2',
      help: 'Sends Retry-After, in seconds, with a refusal. Needs status or fail.',
    },
  };

/** Reads the query of a receiver's address. */
export function parseHookSteering(query: URLSearchParams): HookSteeringResult {
  const values = new Map<string, number>();
  for (const [name, text] of query) {
    const key = Object.hasOwn(HOOK_STEERING_KEYS, name) ? HOOK_STEERING_KEYS[name] : undefined;
    const known = Object.keys(HOOK_STEERING_KEYS).join(', ');
    if (key === undefined) return { ok: false, problem: `unknown key ${name.slice(0, 40)}; known are ${known}.` };
    if (values.has(name)) return { ok: false, problem: `${name} is said twice.` };
    const value = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= key.min && value <= key.max)) {
      return { ok: false, problem: `${name} must be a whole number from ${key.min} to ${key.max}.` };
    }
    values.set(name, value);
  }
  const of = (name: string): number | null => values.get(name) ?? null;
  if (values.has('retry_after') && !values.has('status') && !values.has('fail')) {
    return { ok: false, problem: 'retry_after needs status or fail.' };
  }
  return {
    ok: true,
    steering: {
      status: of('status'),
      fail: of('fail'),
      delayMs: of('delay_ms') ?? 0,
      retryAfter: of('retry_after'),
    },
  };
}

/** The status for the n-th arrival of a webhook-id, from 1. */
export function statusFor({ status, fail }: HookSteering, arrival: number): number {
  if (fail === null) return status ?? 200;
  return arrival > fail ? 200 : (status ?? 500);
}
