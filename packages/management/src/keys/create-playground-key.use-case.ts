import type { CreatePlaygroundKeyInput, PlaygroundKeyView } from '@turnpike/contracts/management/keys';
import type { Prisma, Transaction } from '@turnpike/db/client';
import { isUniqueViolation } from '@turnpike/db/errors';
import { publicId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';
import { actorUserId, type Actor } from '../actor.js';
import { findLiveApplication } from '../applications/find-application.js';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction, raiseEpoch } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { insertKey, newSecret } from './insert-key.js';

/** Long enough for a session of trying things out, short enough to be worth little to a thief. */
const LIFETIME_MS = 15 * 60_000;

const NAME = 'Playground';

/**
 * Gives a person a credential of minutes to try an application's subscriptions with. There is one row per application,
 * person and environment: a new secret takes the place of the last, which ends at once, and usage stays attributable.
 */
export async function createPlaygroundKey(
  context: ManagementContext,
  actor: Actor,
  input: CreatePlaygroundKeyInput,
): Promise<PlaygroundKeyView> {
  const { applicationId, environment } = input;
  const application = await findLiveApplication(context, actor, { applicationId, permission: 'playground:use' });
  const createdBy = actorUserId(actor);
  if (createdBy === null) throw new ApiError('forbidden', { message: 'The playground is for people, not for keys.' });
  const owner = { tenantId: application.tenantId, applicationId: application.id, environment, createdBy };
  const { row, key } = await replaceOrInsert(context, actor, owner);
  return {
    id: publicId('key', row.id),
    applicationId: publicId('application', row.applicationId),
    environment: row.environment,
    key,
    expiresAt: new Date(row.expiresAt ?? 0).toISOString(),
  };
}

interface Owner {
  tenantId: string;
  applicationId: string;
  environment: 'live' | 'test';
  createdBy: string;
}

interface Issued {
  row: Prisma.ApiKeyModel;
  key: string;
}

/** Of two first requests at once one finds the other's row in the way, and then replaces its secret. */
async function replaceOrInsert(context: ManagementContext, actor: Actor, owner: Owner): Promise<Issued> {
  const work = async (tx: Transaction) => {
    const issued = (await replaceSecret(context, tx, owner)) ?? (await insertFirst(context, tx, owner));
    await writeAudit(tx, actor, {
      tenantId: owner.tenantId,
      action: 'key.playground',
      resourceKind: 'key',
      resourceId: issued.row.id,
      detail: { environment: owner.environment, last4: issued.row.last4 },
    });
    return issued;
  };
  try {
    return await inTransaction(context, work);
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return inTransaction(context, work);
  }
}

async function replaceSecret(context: ManagementContext, tx: Transaction, owner: Owner): Promise<Issued | null> {
  const now = context.now();
  const before = await tx.apiKey.findFirst({ where: { ...owner, purpose: 'playground', revokedAt: null } });
  if (before === null) return null;
  const { key, columns } = newSecret(context, owner.environment);
  const row = await tx.apiKey.update({ where: { id: before.id }, data: { ...columns, expiresAt: lifetimeEnd(now) } });
  // Gateways that know the old secret refuse it by its expiry; while that lies ahead they must be told.
  if (before.expiresAt === null || before.expiresAt > now) await raiseEpoch(tx, owner.tenantId);
  return { row, key };
}

function insertFirst(context: ManagementContext, tx: Transaction, owner: Owner): Promise<Issued> {
  const expiresAt = lifetimeEnd(context.now());
  return insertKey(context, tx, { ...owner, name: NAME, purpose: 'playground', expiresAt });
}

function lifetimeEnd(now: Date): Date {
  return new Date(now.getTime() + LIFETIME_MS);
}
