import { loadPolicies } from '../access-policies/load-policies.js';
import type { Membership } from '../actor.js';
import type { ManagementContext } from '../management-context.js';
import { givenRole, WITH_ROLE } from '../roles/stored-role.js';
import { hashSessionToken } from './session-token.js';

export interface ResolvedSession {
  sessionId: string;
  userId: string;
  email: string;
  name: string;
  platformAdmin: boolean;
  memberships: Membership[];
  expiresAt: Date;
}

/** `lastSeenAt` is for people: it need not be written at every request. */
const SEEN_EVERY_MS = 5 * 60_000;

/** Whose session it is; null when there is none, or it expired, was ended, or its user was disabled. Ids are bare. */
export async function resolveSession(context: ManagementContext, token: string): Promise<ResolvedSession | null> {
  const tokenHash = hashSessionToken(token);
  if (tokenHash === null) return null;
  const { prisma } = context.db;
  const session = await prisma.session.findUnique({
    where: { tokenHash },
    include: { user: { include: { memberships: { select: { tenantId: true, role: true, ...WITH_ROLE } } } } },
  });
  const now = context.now();
  if (session === null || session.revokedAt !== null || session.expiresAt <= now) return null;
  const { user } = session;
  if (user.disabledAt !== null) return null;
  if (now.getTime() - session.lastSeenAt.getTime() > SEEN_EVERY_MS) {
    await prisma.session.update({ where: { id: session.id }, data: { lastSeenAt: now } });
  }
  return {
    sessionId: session.id,
    userId: user.id,
    email: user.email,
    name: user.name,
    platformAdmin: user.platformAdmin,
    memberships: await membershipsOf(context, user.memberships, now),
    expiresAt: session.expiresAt,
  };
}

/** What a person's role and the policies say in each of their tenants, read anew for every request: changes act at once. */
async function membershipsOf(
  context: ManagementContext,
  rows: readonly ({ tenantId: string } & Parameters<typeof givenRole>[0])[],
  now: Date,
): Promise<Membership[]> {
  const tenantIds = rows.map(({ tenantId }) => tenantId);
  const policies = await loadPolicies(context, tenantIds, 'manage');
  return rows.map((row) => {
    const { role, customRole } = givenRole(row);
    const found = policies.get(row.tenantId);
    const access = found === undefined ? {} : { access: { ...found, atMs: now.getTime() } };
    return { tenantId: row.tenantId, role, ...(customRole && { customRole }), ...access };
  });
}
