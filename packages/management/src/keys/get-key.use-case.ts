import type { KeyView } from '@turnpike/contracts/management/keys';
import type { Actor } from '../actor.js';
import type { ManagementContext } from '../management-context.js';
import { findKey } from './find-key.js';
import { keyView } from './key-view.js';

/** One key, for its tenant's members and the platform. */
export async function getKey(context: ManagementContext, actor: Actor, input: { keyId: string }): Promise<KeyView> {
  return keyView(await findKey(context.db.prisma, actor, { ...input, permission: 'key:read' }), context.now());
}
