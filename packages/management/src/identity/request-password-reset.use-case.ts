import type { EmailRequestInput } from '@turnpike/contracts/management/identity';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { atLeast } from './at-least.js';
import { ATTEMPT_LIMITS, countAttempt, countedAddress } from './attempts.js';
import { sendReset } from './email-links.js';

export interface PasswordResetRequest extends EmailRequestInput {
  ip: string | null;
  requestId?: string | null;
}

/** Longer than the work takes, so that every answer takes the same. */
const ANSWER_AFTER_MS = 400;

/** Sends a link for choosing a new password to an address that somebody has; says nothing about whether. */
export async function requestPasswordReset(context: ManagementContext, request: PasswordResetRequest): Promise<void> {
  await countAttempt(context, ATTEMPT_LIMITS.forgotAddress, countedAddress(request.ip));
  await countAttempt(context, ATTEMPT_LIMITS.mail, 'reset', request.email);
  await atLeast(ANSWER_AFTER_MS, send(context, request));
}

async function send(context: ManagementContext, { email, ip, requestId = null }: PasswordResetRequest): Promise<void> {
  await inTransaction(context, async (tx) => {
    const user = await tx.user.findUnique({ where: { email } });
    if (user === null || user.disabledAt !== null) return;
    await sendReset(context, tx, user);
    const actor = { kind: 'member', userId: user.id, memberships: [], ip, requestId } as const;
    const change = { action: 'user.request_reset', resourceKind: 'user', resourceId: user.id };
    await writeAudit(tx, actor, { tenantId: null, ...change });
  });
}
