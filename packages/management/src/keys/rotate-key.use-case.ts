import { OVERLAPS_MS, type CreatedKeyView, type RotateKeyInput } from '@turnpike/contracts/management/keys';
import { Prisma, type Transaction } from '@turnpike/db/client';
import { publicId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';
import { actorUserId, type Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction, raiseEpoch } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { membersAllowed, notifyUsers } from '../notices/notify.js';
import { findKey } from './find-key.js';
import { insertKey } from './insert-key.js';
import { latestKeyEnd, requireKeyEnd } from './key-end.js';
import { keyStatus, keyView } from './key-view.js';

/**
 * Makes a key's successor: same name, application, environment and terms, a secret of its own in this one answer. The old
 * key works on for the overlap, never longer than it would have. Refuses with `invalid_state` a key that isn't active or
 * has a successor already. Without `expiresAt` the new key lives as long as the old one was given; null is for as long as
 * the organisation lets keys live.
 */
export async function rotateKey(
  context: ManagementContext,
  actor: Actor,
  input: RotateKeyInput & { keyId: string },
): Promise<CreatedKeyView> {
  const now = context.now();
  return inTransaction(context, async (tx) => {
    const { id } = await findKey(tx, actor, { keyId: input.keyId, permission: 'key:write' });
    // Two rotations at once must not both find a key without a successor.
    await tx.$queryRaw`SELECT 1 FROM api_keys WHERE id = ${id}::uuid FOR UPDATE`;
    const old = await tx.apiKey.findUniqueOrThrow({ where: { id } });
    await requireRotatable(tx, old, now);
    const oldEnd = earlier(old.expiresAt, new Date(now.getTime() + OVERLAPS_MS[input.overlap]));
    await tx.apiKey.update({ where: { id }, data: { expiresAt: oldEnd } });
    const { row, key } = await insertKey(context, tx, {
      tenantId: old.tenantId,
      applicationId: old.applicationId,
      name: old.name,
      environment: old.environment,
      createdBy: actorUserId(actor),
      expiresAt: successorEnd(input.expiresAt, { old, now, latest: await latestKeyEnd(tx, old.tenantId, now) }),
      rotatedFromId: id,
      scopes: old.scopes,
      models: old.models,
      addresses: old.addresses,
      limits: old.limits ?? Prisma.DbNull,
    });
    await raiseEpoch(tx, old.tenantId);
    await announce(tx, actor, { old, row, overlap: input.overlap, oldEnd });
    return { ...keyView(row, now), key };
  });
}

async function requireRotatable(tx: Transaction, old: Prisma.ApiKeyModel, now: Date): Promise<void> {
  const status = keyStatus(old, now);
  if (status !== 'active') {
    throw new ApiError('invalid_state', { message: `The key is ${status}: only an active key is rotated.` });
  }
  const successor = await tx.apiKey.findFirst({ where: { rotatedFromId: old.id, revokedAt: null } });
  if (successor !== null) {
    throw new ApiError('invalid_state', {
      message: `The key was rotated already: its successor is ${publicId('key', successor.id)}.`,
    });
  }
}

interface Life {
  old: Prisma.ApiKeyModel;
  now: Date;
  latest: Date | null;
}

function successorEnd(asked: string | null | undefined, { old, now, latest }: Life): Date | null {
  if (asked !== undefined) return requireKeyEnd(asked, { now, latest });
  if (old.expiresAt === null) return latest;
  const sameLife = new Date(now.getTime() + old.expiresAt.getTime() - old.createdAt.getTime());
  return earlier(latest, sameLife);
}

function earlier(one: Date | null, other: Date): Date {
  return one !== null && one < other ? one : other;
}

interface Rotation {
  old: Prisma.ApiKeyModel;
  row: Prisma.ApiKeyModel;
  overlap: string;
  oldEnd: Date;
}

/** Everyone who may manage the tenant's keys is told: someone must put the new one in place before the old one ends. */
async function announce(tx: Transaction, actor: Actor, { old, row, overlap, oldEnd }: Rotation): Promise<void> {
  const { tenantId } = old;
  const newKeyId = publicId('key', row.id);
  const expiresAt = oldEnd.toISOString();
  await writeAudit(tx, actor, {
    tenantId,
    action: 'key.rotate',
    resourceKind: 'key',
    resourceId: old.id,
    detail: { name: old.name, last4: old.last4, successor: newKeyId, overlap, expiresAt },
  });
  await writeAudit(tx, actor, {
    tenantId,
    action: 'key.create',
    resourceKind: 'key',
    resourceId: row.id,
    detail: { name: row.name, environment: row.environment, last4: row.last4, rotatedFrom: publicId('key', old.id) },
  });
  const people = await membersAllowed(tx, tenantId, 'key:write');
  await notifyUsers(
    tx,
    people.map(({ userId }) => userId),
    { kind: 'key.rotated', tenantId, data: { name: old.name, last4: old.last4, keyId: newKeyId, expiresAt } },
  );
}
