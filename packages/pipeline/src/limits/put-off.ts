import type { LimitCheck, LimitStanding } from '@turnpike/limits/admission-limit';
import type { AdmittedReply } from '../tickets.js';
import type { CallLimits } from './call-limits.js';
import type { RefusedByLimit } from './limit-refusal.js';

/**
 * Which limit couldn't carry a call that is put off, by how its limits stand now: a quota or a hard budget that is used
 * up, or one in tokens that it alone is too large for. Windows pass, and slots and turns are waited for. Null where it
 * could be carried.
 */
export function lacking({ checks }: CallLimits, reply: AdmittedReply, hold: bigint): RefusedByLimit | null {
  const { standings, nowMs } = reply;
  const index = checks.findIndex((check, at) => lacks(check, standings[at], hold));
  const standing = standings[index];
  if (standing === undefined) return null;
  const { left, resetMs } = standing;
  return { kind: 'limit', index, left, resetMs, retryAfterMs: resetMs - nowMs, standings };
}

function lacks(check: LimitCheck, standing: LimitStanding | undefined, hold: bigint): boolean {
  if (standing === undefined) return false;
  if (check.kind === 'quota') return Number(standing.left) < check.cost;
  if (check.kind === 'window') return check.cost > check.limit;
  return check.kind === 'budget' && check.stop === 'hard' && hold > BigInt(standing.left);
}
