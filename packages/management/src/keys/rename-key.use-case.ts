import type { KeyView } from '@turnpike/contracts/management/keys';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { findKey } from './find-key.js';
import { keyView } from './key-view.js';

/** Gives a key another name, whatever its state: the name is for people, and history is easier to read with good ones. */
export async function renameKey(
  context: ManagementContext,
  actor: Actor,
  input: { keyId: string; name: string },
): Promise<KeyView> {
  const { keyId, name } = input;
  return inTransaction(context, async (tx) => {
    const before = await findKey(tx, actor, { keyId, permission: 'key:write' });
    const row = await tx.apiKey.update({ where: { id: before.id }, data: { name } });
    if (before.name !== name) {
      await writeAudit(tx, actor, {
        tenantId: row.tenantId,
        action: 'key.rename',
        resourceKind: 'key',
        resourceId: row.id,
        detail: { last4: row.last4, before: before.name, after: name },
      });
    }
    return keyView(row, context.now());
  });
}
