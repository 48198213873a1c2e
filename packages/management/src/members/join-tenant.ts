import type { JoinedTenantView } from '@turnpike/contracts/management/members';
import type { Transaction } from '@turnpike/db/client';
import { publicId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';
import type { MemberActor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { membersAllowed, notifyUsers } from '../notices/notify.js';
import { customRoleView, givenRole, roleColumns, roleName, WITH_ROLE } from '../roles/stored-role.js';
import { lockTenant } from '../tenants/lock-tenant.js';
import type { OpenInvitation } from './open-invitation.js';

interface Joining {
  invitation: OpenInvitation;
  person: { id: string; email: string; name: string };
  actor: MemberActor;
  now: Date;
}

/**
 * Uses the invitation up and makes the person a member; one who is a member already keeps their role. Of two who use the
 * same link at once, the second finds it used: `not_found`.
 */
export async function joinTenant(tx: Transaction, joining: Joining): Promise<JoinedTenantView> {
  const { invitation, person, actor, now } = joining;
  const { tenantId, tenant } = invitation;
  await lockTenant(tx, tenantId);
  const { count } = await tx.invitation.updateMany({
    where: { id: invitation.id, acceptedAt: null, revokedAt: null, expiresAt: { gt: now } },
    data: { acceptedAt: now },
  });
  if (count === 0) throw new ApiError('not_found');
  const key = { tenantId, userId: person.id };
  const existing = await tx.membership.findUnique({ where: { tenantId_userId: key }, include: WITH_ROLE });
  const given = givenRole(existing ?? invitation);
  const role = roleName(given);
  if (existing === null) {
    const managers = await membersAllowed(tx, tenantId, 'member:write');
    await tx.membership.create({ data: { ...key, ...roleColumns(given) } });
    await writeAudit(tx, actor, {
      tenantId,
      action: 'member.join',
      resourceKind: 'user',
      resourceId: person.id,
      detail: { email: person.email, role, invitation: publicId('invitation', invitation.id) },
    });
    await notifyUsers(
      tx,
      managers.map(({ userId }) => userId),
      {
        kind: 'member.joined',
        tenantId,
        data: { member: person.name === '' ? person.email : person.name, tenant: tenant.name, role },
      },
    );
  }
  return {
    tenantId: publicId('tenant', tenantId),
    tenant: tenant.name,
    role: given.role,
    customRole: customRoleView(given.customRole),
  };
}
