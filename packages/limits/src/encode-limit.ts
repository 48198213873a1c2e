/** Limits as the admission script is told of them; see scripts/admit.script.ts. */
import type { LimitCheck } from './admission-limit.js';
import type { KeySpace } from './keys.js';
import { countableLimit } from './redis-integer.js';
import { SLIDING_SLOTS } from './scripts/limit-kinds.script.js';

/** The key a limit's count has to itself; null for one that is a field of its tenant. */
export function limitKey(keys: KeySpace, tenantId: string, limit: LimitCheck): string | null {
  if (limit.kind === 'rate' || limit.kind === 'paced') return keys.bucket(tenantId, limit.scope);
  return limit.kind === 'window' ? keys.window(tenantId, limit.scope) : null;
}

/** Appends a limit to the script's arguments. */
export function encodeLimit(limit: LimitCheck, args: (string | number)[]): void {
  switch (limit.kind) {
    case 'rate':
      args.push('r', limit.intervalUs, limit.intervalUs * (limit.burst - 1));
      break;
    case 'paced':
      args.push('p', limit.intervalUs, Math.min(limit.queue * limit.intervalUs, limit.maxWaitMs * 1000));
      break;
    case 'window':
      args.push(limit.unit === 'tokens' ? 'v' : 'w', limit.limit);
      if (limit.shape === 'fixed') args.push(limit.windowMs, 1, limit.cost);
      else args.push(Math.ceil(limit.windowMs / SLIDING_SLOTS), SLIDING_SLOTS + 1, limit.cost);
      break;
    case 'concurrency':
      args.push('c', limit.scope, limit.limit);
      break;
    case 'quota':
      args.push(limit.unit === 'tokens' ? 't' : 'q', limit.scope, limit.limit);
      args.push(limit.startMs, limit.endMs, limit.nextEndMs, limit.cost);
      break;
    case 'budget':
      args.push('m', limit.scope, countableLimit(limit.limit).toString());
      args.push(limit.startMs, limit.endMs, limit.nextEndMs, limit.stop === 'hard' ? 1 : 0);
  }
}
