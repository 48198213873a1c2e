import type { OAuthClientView } from '@turnpike/contracts/management/oauth';
import type { Actor } from '../actor.js';
import type { ManagementContext } from '../management-context.js';
import { changeClientStatus, type ClientStatusChange } from './change-client-status.js';

/** Lets a disabled client in again. */
export function enableOAuthClient(
  context: ManagementContext,
  actor: Actor,
  input: ClientStatusChange,
): Promise<OAuthClientView> {
  return changeClientStatus(context, actor, { ...input, to: 'enable' });
}
