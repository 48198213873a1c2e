import type { KeyView, UpdateKeyInput } from '@turnpike/contracts/management/keys';
import type { Prisma } from '@turnpike/db/client';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction, raiseEpoch } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { findKey } from './find-key.js';
import { latestKeyEnd, requireKeyEnd } from './key-end.js';
import { requireKeyTerms } from './key-terms.js';
import { keyView } from './key-view.js';

const CHANGEABLE = ['name', 'scopes', 'models', 'addresses', 'expiresAt'] as const;

type Facts = Pick<Prisma.ApiKeyModel, (typeof CHANGEABLE)[number]>;

/**
 * Changes what a key is called, when it ends and what it may do; every gateway goes by it within a second. The name may
 * be changed whatever the key's state: it is for people, and history is easier to read with good ones. The rest of a
 * revoked key is `invalid_state`. What stays the same is neither audited nor told to anyone.
 */
export async function updateKey(
  context: ManagementContext,
  actor: Actor,
  input: UpdateKeyInput & { keyId: string },
): Promise<KeyView> {
  const now = context.now();
  return inTransaction(context, async (tx) => {
    const { id } = await findKey(tx, actor, { keyId: input.keyId, permission: 'key:write' });
    // Two changes at once must each see what the other left.
    await tx.$queryRaw`SELECT 1 FROM api_keys WHERE id = ${id}::uuid FOR UPDATE`;
    const before = await tx.apiKey.findUniqueOrThrow({ where: { id } });
    const terms = await requireKeyTerms(tx, before.applicationId, { asked: input, before });
    const after: Facts = { ...terms, name: input.name ?? before.name, expiresAt: before.expiresAt };
    if (input.expiresAt !== undefined) {
      const latest = await latestKeyEnd(tx, before.tenantId, before.createdAt);
      after.expiresAt = requireKeyEnd(input.expiresAt, { now, latest });
    }
    const changed = CHANGEABLE.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]));
    const bears = changed.some((field) => field !== 'name');
    if (bears && before.revokedAt !== null) {
      throw new ApiError('invalid_state', { message: 'The key is revoked, which is for good.' });
    }
    if (changed.length === 0) return keyView(before, now);
    const row = await tx.apiKey.update({ where: { id }, data: after });
    if (bears) await raiseEpoch(tx, row.tenantId);
    const of = (facts: Facts) => Object.fromEntries(changed.map((field) => [field, plain(facts[field])]));
    await writeAudit(tx, actor, {
      tenantId: row.tenantId,
      action: bears ? 'key.update' : 'key.rename',
      resourceKind: 'key',
      resourceId: id,
      detail: { last4: row.last4, before: of(before), after: of(after) },
    });
    return keyView(row, now);
  });
}

function plain(value: Facts[keyof Facts]): string | string[] | null {
  return value instanceof Date ? value.toISOString() : value;
}
