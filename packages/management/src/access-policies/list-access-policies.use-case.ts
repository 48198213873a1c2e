import type { AccessPolicyView, ListAccessPoliciesInput } from '@turnpike/contracts/management/access-policies';
import type { Page } from '@turnpike/contracts/management/fields';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import type { ManagementContext } from '../management-context.js';
import { afterCursor, newestFirst, readKeyset, toPage } from '../pagination/keyset.js';
import { requireId } from '../references/require-id.js';
import { accessPolicyView } from './access-policy-view.js';
import { requireAccessPermission } from './find-access-policy.js';

/**
 * Policies, newest first: those that bind a tenant, the platform's among them; or the platform's own, for null. Members
 * see that a policy of the platform binds them, not what it says of others.
 */
export async function listAccessPolicies(
  context: ManagementContext,
  actor: Actor,
  input: ListAccessPoliciesInput & { tenantId: string | null },
): Promise<Page<AccessPolicyView>> {
  const tenantId = input.tenantId === null ? null : requireId('tenant', input.tenantId);
  requireAccessPermission(actor, 'access:read', tenantId);
  const { prisma } = context.db;
  if (tenantId !== null && (await prisma.tenant.count({ where: { id: tenantId } })) === 0)
    throw new ApiError('not_found');
  const keyset = readKeyset(input);
  const { realm } = input;
  const rows = await prisma.accessPolicy.findMany({
    where: {
      AND: [
        afterCursor(keyset),
        tenantId === null ? { tenantId: null } : { OR: [{ tenantId }, { tenantId: null, enabled: true }] },
        realm === undefined ? {} : { rule: { path: ['realm'], equals: realm } },
      ],
    },
    ...newestFirst(keyset),
  });
  return toPage(rows, keyset, (row) => accessPolicyView(actor, row));
}
