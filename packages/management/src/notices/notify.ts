import type { NoticeKind } from '@turnpike/contracts/management/notices';
import type { Transaction } from '@turnpike/db/client';
import { newId } from '@turnpike/domain/ids';
import type { Permission } from '@turnpike/domain/permissions';
import { membershipGrants } from '../authorization/judge-member.js';
import { givenRole, WITH_ROLE } from '../roles/stored-role.js';

export interface Notification {
  kind: NoticeKind;
  /** Bare id; null for what concerns the platform. */
  tenantId: string | null;
  /** Names and exact decimal strings that fill the text; public ids where the text links somewhere. */
  data: Record<string, string>;
}

/** Tells those people in the portal, once each. Ids are bare. */
export async function notifyUsers(tx: Transaction, userIds: readonly string[], notice: Notification): Promise<void> {
  const data = [...new Set(userIds)].map((userId) => ({ id: newId(), userId, ...notice }));
  if (data.length > 0) await tx.notice.createMany({ data });
}

/** The people of a tenant who may do that, with where to write to them. */
export async function membersAllowed(
  tx: Transaction,
  tenantId: string,
  permission: Permission,
): Promise<{ userId: string; email: string; name: string }[]> {
  const memberships = await tx.membership.findMany({
    where: { tenantId, user: { disabledAt: null } },
    include: { user: { select: { email: true, name: true } }, ...WITH_ROLE },
  });
  return memberships
    .filter((membership) => membershipGrants(givenRole(membership), permission))
    .map(({ userId, user }) => ({ userId, email: user.email, name: user.name }));
}

/** The platform's admins, with where to write to them. */
export async function platformAdmins(tx: Transaction): Promise<{ userId: string; email: string; name: string }[]> {
  const users = await tx.user.findMany({
    where: { platformAdmin: true, disabledAt: null },
    select: { id: true, email: true, name: true },
  });
  return users.map(({ id, email, name }) => ({ userId: id, email, name }));
}
