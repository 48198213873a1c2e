import type { SignUpInput } from '@turnpike/contracts/management/identity';
import type { Transaction } from '@turnpike/db/client';
import { newId } from '@turnpike/domain/ids';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction } from '../changes/change.js';
import { requestMail } from '../mail/request-mail.js';
import type { ManagementContext } from '../management-context.js';
import { ATTEMPT_LIMITS, countAttempt, countedAddress } from './attempts.js';
import { sendVerification } from './email-links.js';
import { requireGoodPassword } from './good-password.js';
import { hashPassword } from './password.js';

export interface SignUpRequest extends SignUpInput {
  ip: string | null;
  requestId?: string | null;
}

/**
 * Begins an account; the mail that is sent completes it. Says nothing about who has one: whoever owns the address learns
 * by mail whether it was new. `validation_failed` for a password that is easy to guess, `too_many_attempts`.
 */
export async function signUp(context: ManagementContext, request: SignUpRequest): Promise<void> {
  const { email, ip } = request;
  await countAttempt(context, ATTEMPT_LIMITS.signUpAddress, countedAddress(ip));
  await requireGoodPassword(context, 'password', request);
  await countAttempt(context, ATTEMPT_LIMITS.mail, 'sign-up', email);
  // Before anything is looked up: the work that takes the time is done for everybody.
  const passwordHash = await hashPassword(request.password);
  await inTransaction(context, (tx) => record(context, tx, { ...request, passwordHash }));
}

async function record(context: ManagementContext, tx: Transaction, request: SignUpRequest & { passwordHash: string }) {
  const { email, name, organisation, next = null, passwordHash, ip, requestId = null } = request;
  const made = { id: newId(), email, name, passwordHash };
  const { count } = await tx.user.createMany({ data: [made], skipDuplicates: true });
  const user = await tx.user.findUniqueOrThrow({ where: { email } });
  const actor = { kind: 'member', userId: user.id, memberships: [], ip, requestId } as const;
  await writeAudit(tx, actor, {
    tenantId: null,
    action: count === 1 ? 'user.sign_up' : 'user.sign_up_again',
    resourceKind: 'user',
    resourceId: user.id,
  });
  if (user.disabledAt !== null) return;
  if (user.emailVerifiedAt !== null) return requestMail(tx, { template: 'account_exists', to: email, name: user.name });
  // A password of somebody who only claims the address waits in the link until its owner follows it.
  await sendVerification(context, tx, { user, verification: { passwordHash, name, organisation, next } });
}
