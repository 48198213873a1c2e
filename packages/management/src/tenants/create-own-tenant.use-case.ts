import type { CreateOwnTenantInput, TenantView } from '@turnpike/contracts/management/tenants';
import type { Actor } from '../actor.js';
import { inTransaction } from '../changes/change.js';
import { ATTEMPT_LIMITS, countAttempt } from '../identity/attempts.js';
import { requirePerson } from '../identity/require-person.js';
import type { ManagementContext } from '../management-context.js';
import { createWithSlug } from '../references/choose-slug.js';
import { createOwnedTenant } from './create-owned-tenant.js';
import { tenantView } from './tenant-view.js';

/** Makes another organisation, owned by the person who asks. `forbidden` for anybody who is no person. */
export async function createOwnTenant(
  context: ManagementContext,
  actor: Actor,
  input: CreateOwnTenantInput,
): Promise<TenantView> {
  const userId = requirePerson(actor);
  await countAttempt(context, ATTEMPT_LIMITS.ownTenant, userId);
  const { name, timeZone } = input;
  const row = await createWithSlug({ kind: 'tenant', name, asked: undefined }, (slug) =>
    inTransaction(context, (tx) => createOwnedTenant(tx, actor, { userId, name, slug, timeZone })),
  );
  return tenantView(row);
}
