import type { OAuthClientView } from '@turnpike/contracts/management/oauth';
import type { Actor } from '../actor.js';
import type { ManagementContext } from '../management-context.js';
import { clientView } from './client-view.js';
import { findClient } from './find-client.js';

/** One client. */
export async function getOAuthClient(
  context: ManagementContext,
  actor: Actor,
  input: { clientId: string },
): Promise<OAuthClientView> {
  const row = await findClient(context.db.prisma, actor, { ...input, permission: 'oauth-client:read' });
  return clientView(row, context.now());
}
