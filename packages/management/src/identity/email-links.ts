/** Links sent by mail: made with the mail that carries them, good once, and for a while. */
import { type Verification, VerificationSchema } from '@turnpike/contracts/email-link';
import type { Prisma, Transaction } from '@turnpike/db/client';
import { newId } from '@turnpike/domain/ids';
import { hashLinkToken, linkToken } from '@turnpike/domain/link-token';
import { ApiError } from '@turnpike/errors/api-error';
import { requestMail } from '../mail/request-mail.js';
import type { ManagementContext } from '../management-context.js';

type Purpose = 'verify_email' | 'reset_password';

const HOUR_MS = 3_600_000;
const LIFETIME_MS: Readonly<Record<Purpose, number>> = { verify_email: 24 * HOUR_MS, reset_password: HOUR_MS };

/** A link that is there, hasn't been used and hasn't expired. */
export interface OpenLink {
  id: string;
  purpose: Purpose;
  userId: string;
  user: Prisma.UserModel;
  /** Null for a link that does nothing beside its purpose. */
  verification: Verification | null;
}

/** Has the link sent that verifies an address. */
export async function sendVerification(
  context: ManagementContext,
  tx: Transaction,
  wanted: { user: { id: string; email: string }; verification: Verification },
): Promise<void> {
  const { user, verification } = wanted;
  const link = { purpose: 'verify_email', userId: user.id, detail: verification } as const;
  const emailTokenId = await createLink(context, tx, link);
  // Anybody may sign up with any address: what they call themselves is no text to send to its owner.
  await requestMail(tx, { template: 'verify_email', to: user.email, name: '', emailTokenId });
}

/** Has the link sent that lets its reader choose a new password. */
export async function sendReset(
  context: ManagementContext,
  tx: Transaction,
  user: { id: string; email: string; name: string },
): Promise<void> {
  const link = { purpose: 'reset_password', userId: user.id, detail: {} } as const;
  const emailTokenId = await createLink(context, tx, link);
  await requestMail(tx, { template: 'reset_password', to: user.email, name: user.name, emailTokenId });
}

/** The link of a token, to decide what to do before using it up. Throws `link_invalid`. */
export async function findLink(context: ManagementContext, purpose: Purpose, token: string): Promise<OpenLink> {
  const tokenHash = hashLinkToken(token);
  const row =
    tokenHash === null
      ? null
      : await context.db.prisma.emailToken.findUnique({ where: { tokenHash }, include: { user: true } });
  const open = row !== null && row.purpose === purpose && row.usedAt === null && row.expiresAt > context.now();
  if (!open || row.user.disabledAt !== null) throw new ApiError('link_invalid');
  const { id, userId, user, detail } = row;
  return { id, purpose, userId, user, verification: VerificationSchema.safeParse(detail).data ?? null };
}

/**
 * Uses the link up, and every other of that purpose the person has; of several who try at once, one succeeds and the
 * others get `link_invalid`.
 */
export async function useLink(context: ManagementContext, tx: Transaction, link: OpenLink): Promise<void> {
  const now = context.now();
  const where = { id: link.id, usedAt: null, expiresAt: { gt: now } };
  const { count } = await tx.emailToken.updateMany({ where, data: { usedAt: now } });
  if (count === 0) throw new ApiError('link_invalid');
  await closeLinks(tx, link, now);
}

/** Makes the person's links of that purpose useless. */
export async function closeLinks(
  tx: Transaction,
  { userId, purpose }: { userId: string; purpose: Purpose },
  now: Date,
): Promise<void> {
  await tx.emailToken.updateMany({ where: { userId, purpose, usedAt: null }, data: { usedAt: now } });
}

/** What the newest link for verifying that person's address would do. */
export async function newestVerification(tx: Transaction, user: Prisma.UserModel): Promise<Verification> {
  const row = await tx.emailToken.findFirst({
    where: { userId: user.id, purpose: 'verify_email' },
    orderBy: { id: 'desc' },
  });
  const nothing = { passwordHash: user.passwordHash, name: user.name, organisation: '', next: null };
  return VerificationSchema.safeParse(row?.detail).data ?? nothing;
}

async function createLink(
  context: ManagementContext,
  tx: Transaction,
  { purpose, userId, detail }: { purpose: Purpose; userId: string; detail: Prisma.InputJsonObject },
): Promise<string> {
  const id = newId();
  const tokenHash = hashLinkToken(linkToken(context.keyPepper, 'email-token', id));
  if (tokenHash === null) throw new Error('made a malformed link token');
  const now = context.now();
  const expiresAt = new Date(now.getTime() + LIFETIME_MS[purpose]);
  await tx.emailToken.create({ data: { id, userId, purpose, tokenHash, detail, createdAt: now, expiresAt } });
  return id;
}
