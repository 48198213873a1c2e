import type { EmailRequestInput } from '@turnpike/contracts/management/identity';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { atLeast } from './at-least.js';
import { ATTEMPT_LIMITS, countAttempt, countedAddress } from './attempts.js';
import { newestVerification, sendVerification } from './email-links.js';

/** Longer than the work takes, so that every answer takes the same. */
const ANSWER_AFTER_MS = 400;

/** Sends the link for verifying an address anew, if somebody waits for one there; says nothing about whether. */
export async function resendVerification(
  context: ManagementContext,
  request: EmailRequestInput & { ip: string | null },
): Promise<void> {
  await countAttempt(context, ATTEMPT_LIMITS.resendAddress, countedAddress(request.ip));
  await countAttempt(context, ATTEMPT_LIMITS.mail, 'verify', request.email);
  await atLeast(ANSWER_AFTER_MS, send(context, request.email));
}

async function send(context: ManagementContext, email: string): Promise<void> {
  await inTransaction(context, async (tx) => {
    const user = await tx.user.findUnique({ where: { email } });
    if (user === null || user.emailVerifiedAt !== null || user.disabledAt !== null) return;
    await sendVerification(context, tx, { user, verification: await newestVerification(tx, user) });
  });
}
