import type { KeyView } from '@turnpike/contracts/management/keys';
import type { Actor } from '../actor.js';
import type { ManagementContext } from '../management-context.js';
import { changeKeyStatus, type KeyStatusChange } from './change-key-status.js';

/** Refuses the key for good, on every gateway process within a second. Revoking twice is once. */
export async function revokeKey(context: ManagementContext, actor: Actor, input: KeyStatusChange): Promise<KeyView> {
  return changeKeyStatus(context, actor, { ...input, to: 'revoke' });
}
