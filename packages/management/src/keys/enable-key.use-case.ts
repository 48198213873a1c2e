import type { KeyView } from '@turnpike/contracts/management/keys';
import type { Actor } from '../actor.js';
import type { ManagementContext } from '../management-context.js';
import { changeKeyStatus, type KeyStatusChange } from './change-key-status.js';

/** Accepts a disabled key again. */
export async function enableKey(context: ManagementContext, actor: Actor, input: KeyStatusChange): Promise<KeyView> {
  return changeKeyStatus(context, actor, { ...input, to: 'enable' });
}
