import type { PlatformUserView } from '@turnpike/contracts/management/users';
import type { Actor } from '../actor.js';
import type { ManagementContext } from '../management-context.js';
import { changeUserStatus } from './change-user-status.js';

/** Ends all sessions of a person and lets them sign in no more. Platform admins only, and never on themselves. */
export async function disableUser(
  context: ManagementContext,
  actor: Actor,
  input: { userId: string },
): Promise<PlatformUserView> {
  return changeUserStatus(context, actor, { ...input, to: 'disabled' });
}
