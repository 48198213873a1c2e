/** When keys end, and how long an organisation lets them live. */
import { parseInstant } from '@turnpike/contracts/management/fields';
import type { Transaction } from '@turnpike/db/client';
import { ApiError } from '@turnpike/errors/api-error';

const DAY_MS = 86_400_000;

/** The latest end of a key made at that moment; null where its organisation sets none. */
export async function latestKeyEnd(
  tx: Pick<Transaction, 'tenant'>,
  tenantId: string,
  madeAt: Date,
): Promise<Date | null> {
  const where = { id: tenantId };
  const { maxKeyDays } = await tx.tenant.findUniqueOrThrow({ where, select: { maxKeyDays: true } });
  return maxKeyDays === null ? null : new Date(madeAt.getTime() + maxKeyDays * DAY_MS);
}

/**
 * The end of a key by what is asked for: within the latest one, which a key without an end gets. Refuses with
 * `validation_failed` what lies in the past or beyond.
 */
export function requireKeyEnd(asked: string | null, bounds: { now: Date; latest: Date | null }): Date | null {
  const { now, latest } = bounds;
  if (asked === null) return latest;
  const end = parseInstant(asked);
  if (end <= now) refuse('The expiry must lie in the future.');
  if (latest !== null && end > latest) {
    refuse(`The organisation lets keys live until ${latest.toISOString()} at most; ask for an earlier end.`);
  }
  return end;
}

function refuse(message: string): never {
  throw new ApiError('validation_failed', { message, param: 'expiresAt' });
}
