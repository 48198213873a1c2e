import type { OAuthClientView } from '@turnpike/contracts/management/oauth';
import type { Actor } from '../actor.js';
import type { ManagementContext } from '../management-context.js';
import { changeClientStatus, type ClientStatusChange } from './change-client-status.js';

/** Ends a client for good, and everything that people allowed it. */
export function revokeOAuthClient(
  context: ManagementContext,
  actor: Actor,
  input: ClientStatusChange,
): Promise<OAuthClientView> {
  return changeClientStatus(context, actor, { ...input, to: 'revoke' });
}
