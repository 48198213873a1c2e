import type { LinkedIdentityView } from '@turnpike/contracts/management/identity-providers';
import type { Actor } from '../actor.js';
import type { ManagementContext } from '../management-context.js';
import { linkedIdentityView } from './linked-identity-view.js';
import { requirePerson } from './require-person.js';

/** The accounts at identity providers by which the person who asks can sign in, oldest first. */
export async function listIdentities(context: ManagementContext, actor: Actor): Promise<LinkedIdentityView[]> {
  const userId = requirePerson(actor);
  const rows = await context.db.prisma.userIdentity.findMany({ where: { userId }, orderBy: { id: 'asc' } });
  return rows.map(linkedIdentityView);
}
