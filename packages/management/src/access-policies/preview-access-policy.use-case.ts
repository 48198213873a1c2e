import type { AccessPolicyPreview, PreviewAccessPolicyInput } from '@turnpike/contracts/management/access-policies';
import { TENANT_PERMISSIONS } from '@turnpike/domain/permissions';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor, Membership } from '../actor.js';
import { judgeMember } from '../authorization/judge-member.js';
import { requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';
import { withDraft } from './with-draft.js';

/**
 * What a policy would take from who asks, from where they are and at this time, were it saved: so that a person is asked
 * once more before they shut themselves out. Nothing is changed. The platform loses nothing.
 */
export async function previewAccessPolicy(
  context: ManagementContext,
  actor: Actor,
  input: PreviewAccessPolicyInput & { tenantId: string },
): Promise<AccessPolicyPreview> {
  const tenantId = requireId('tenant', input.tenantId);
  requirePermission(actor, 'access:write', { tenantId });
  const tenant = await context.db.prisma.tenant.findUnique({ where: { id: tenantId }, select: { timeZone: true } });
  if (tenant === null) throw new ApiError('not_found');
  const membership = actor.kind === 'member' ? actor.memberships.find((one) => one.tenantId === tenantId) : undefined;
  if (actor.kind !== 'member' || membership === undefined) return { lost: [] };
  const policies = withDraft(membership.access?.policies ?? [], input, 'manage');
  const access = { policies, timeZone: tenant.timeZone, atMs: context.now().getTime() };
  const { userId, ip } = actor;
  const may = (as: Membership) => (permission: (typeof TENANT_PERMISSIONS)[number]) =>
    judgeMember({ userId, ip, membership: as, permission }) === null;
  const mayThen = may({ ...membership, access });
  return { lost: TENANT_PERMISSIONS.filter(may(membership)).filter((permission) => !mayThen(permission)) };
}
