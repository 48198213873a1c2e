import type { Prisma, Transaction } from '@turnpike/db/client';
import { publicId } from '@turnpike/domain/ids';
import type { MemberActor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { createWithSlug } from '../references/choose-slug.js';
import { createOwnedTenant } from '../tenants/create-owned-tenant.js';
import { ATTEMPT_LIMITS, countAttempt, countedAddress } from './attempts.js';
import { findLink, type OpenLink, useLink } from './email-links.js';
import { organisationName } from './organisation-name.js';
import type { SignedIn } from './sign-in.use-case.js';
import { type SessionOrigin, startSession } from './start-session.js';
import { userView, WITH_MEMBERSHIPS } from './user-view.js';

/** A verified person, signed in. */
export interface Verified extends SignedIn {
  /** Public id of the tenant that was made; null for a person who belongs to one, or was invited to one. */
  tenantId: string | null;
  /** The path of the portal that was asked for when signing up. */
  next: string | null;
}

/**
 * Completes an account by the link its mail carried: the address is verified, the password chosen with it becomes valid,
 * the person's own organisation is made, and a session begins. Throws `link_invalid` and `too_many_attempts`. To be
 * called for a POST alone: programs that read mail follow its links.
 */
export async function verifyEmail(
  context: ManagementContext,
  request: { token: string } & SessionOrigin,
): Promise<Verified> {
  await countAttempt(context, ATTEMPT_LIMITS.link, countedAddress(request.ip));
  const link = await findLink(context, 'verify_email', request.token);
  const name = await ownOrganisation(context, link);
  if (name === null) return inTransaction(context, (tx) => complete(context, tx, { link, origin: request, own: null }));
  return createWithSlug({ kind: 'tenant', name, asked: undefined }, (slug) =>
    inTransaction(context, (tx) => complete(context, tx, { link, origin: request, own: { name, slug } })),
  );
}

interface Completion {
  link: OpenLink;
  origin: SessionOrigin;
  /** The organisation to make, if any. */
  own: { name: string; slug: string } | null;
}

async function complete(
  context: ManagementContext,
  tx: Transaction,
  { link, origin, own }: Completion,
): Promise<Verified> {
  await useLink(context, tx, link);
  const { verification, userId } = link;
  const data: Prisma.UserUpdateInput = { emailVerifiedAt: context.now() };
  if (verification !== null) {
    data.name = verification.name || link.user.name;
    if (verification.passwordHash !== null) data.passwordHash = verification.passwordHash;
  }
  await tx.user.update({ where: { id: userId }, data });
  const { ip, requestId = null } = origin;
  const actor: MemberActor = { kind: 'member', userId, memberships: [], ip, requestId };
  const change = { action: 'user.verify_email', resourceKind: 'user', resourceId: userId };
  await writeAudit(tx, actor, { tenantId: null, ...change });
  const tenant = own === null ? null : await createOwnedTenant(tx, actor, { userId, ...own });
  const session = await startSession(tx, userId, { ...origin, now: context.now() });
  const user = await tx.user.findUniqueOrThrow({ where: { id: userId }, include: WITH_MEMBERSHIPS });
  return {
    ...session,
    user: userView(user),
    tenantId: tenant === null ? null : publicId('tenant', tenant.id),
    next: verification?.next ?? null,
  };
}

/** What to call the organisation to make; null where none is wanted. */
async function ownOrganisation(context: ManagementContext, { userId, user, verification }: OpenLink) {
  const { prisma } = context.db;
  if ((await prisma.membership.count({ where: { userId } })) > 0) return null;
  if (verification !== null && verification.organisation !== '') return verification.organisation;
  const invited = await prisma.invitation.count({
    where: { email: user.email, acceptedAt: null, revokedAt: null, expiresAt: { gt: context.now() } },
  });
  return invited > 0 ? null : organisationName({ email: user.email, name: verification?.name ?? user.name });
}
