import { createHash } from 'node:crypto';
import { isUniqueViolation } from '@turnpike/db/errors';
import type { ManagementContext } from '../management-context.js';

/**
 * Takes the state of one attempt to sign in by a provider, once across all processes: false for one that was taken
 * before. The row goes with the attempts that the worker forgets; by then the state itself has long expired.
 */
export async function claimSignInState(
  context: ManagementContext,
  attempt: { state: string; begunAt: Date },
): Promise<boolean> {
  const key = `provider-state:${createHash('sha256').update(attempt.state).digest('base64url')}`;
  try {
    await context.db.prisma.attemptCount.create({ data: { key, windowStart: attempt.begunAt, count: 1 } });
    return true;
  } catch (error) {
    if (isUniqueViolation(error)) return false;
    throw error;
  }
}
