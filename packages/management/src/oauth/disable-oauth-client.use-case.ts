import type { OAuthClientView } from '@turnpike/contracts/management/oauth';
import type { Actor } from '../actor.js';
import type { ManagementContext } from '../management-context.js';
import { changeClientStatus, type ClientStatusChange } from './change-client-status.js';

/** Stops a client until it is enabled again; what people allowed it stays. */
export function disableOAuthClient(
  context: ManagementContext,
  actor: Actor,
  input: ClientStatusChange,
): Promise<OAuthClientView> {
  return changeClientStatus(context, actor, { ...input, to: 'disable' });
}
