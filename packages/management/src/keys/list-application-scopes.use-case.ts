import type { ApplicationScopeView } from '@turnpike/contracts/management/keys';
import type { Actor } from '../actor.js';
import { findApplication } from '../applications/find-application.js';
import type { ManagementContext } from '../management-context.js';
import { loadApplicationScopes } from './application-scopes.js';

/** What credentials of an application can be bound to: the products it is subscribed to, their operations and models. */
export async function listApplicationScopes(
  context: ManagementContext,
  actor: Actor,
  input: { applicationId: string },
): Promise<ApplicationScopeView[]> {
  const application = await findApplication(context, actor, { ...input, permission: 'application:read' });
  return loadApplicationScopes(context.db.prisma, application.id);
}
