import type { KeyView } from '@turnpike/contracts/management/keys';
import type { Actor } from '../actor.js';
import type { ManagementContext } from '../management-context.js';
import { changeKeyStatus, type KeyStatusChange } from './change-key-status.js';

/** Refuses the key until it is enabled again. */
export async function disableKey(context: ManagementContext, actor: Actor, input: KeyStatusChange): Promise<KeyView> {
  return changeKeyStatus(context, actor, { ...input, to: 'disable' });
}
