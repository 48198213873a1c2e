import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { endSession } from './end-session.js';

/** Ends the session of that token, if there is one. */
export async function signOut(
  context: ManagementContext,
  token: string,
  origin: { ip: string | null; requestId: string | null } = { ip: null, requestId: null },
): Promise<void> {
  await inTransaction(context, (tx) => endSession(tx, { token, now: context.now(), ...origin }));
}
