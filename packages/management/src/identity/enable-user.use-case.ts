import type { PlatformUserView } from '@turnpike/contracts/management/users';
import type { Actor } from '../actor.js';
import type { ManagementContext } from '../management-context.js';
import { changeUserStatus } from './change-user-status.js';

/** Lets a disabled person sign in again. Platform admins only. */
export async function enableUser(
  context: ManagementContext,
  actor: Actor,
  input: { userId: string },
): Promise<PlatformUserView> {
  return changeUserStatus(context, actor, { ...input, to: 'active' });
}
