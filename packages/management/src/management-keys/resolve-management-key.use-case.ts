import { hashesOf } from '../keys/key-hash.js';
import type { ManagementContext } from '../management-context.js';

const SHAPE = /^[a-z][a-z0-9]{0,15}_mgmt_[0-9A-Za-z]{38}$/;

/** `lastUsedAt` is for people: it need not be written at every request. */
const USED_EVERY_MS = 60_000;

/** Whose management key it is; null when there is none, or it expired or was revoked. The id is bare. */
export async function resolveManagementKey(
  context: ManagementContext,
  secret: string,
): Promise<{ id: string; name: string } | null> {
  if (!SHAPE.test(secret)) return null;
  const { prisma } = context.db;
  const row = await prisma.managementKey.findFirst({ where: { hash: { in: hashesOf(context, secret) } } });
  const now = context.now();
  if (row === null || row.revokedAt !== null || (row.expiresAt !== null && row.expiresAt <= now)) return null;
  if (row.lastUsedAt === null || now.getTime() - row.lastUsedAt.getTime() > USED_EVERY_MS) {
    await prisma.managementKey.update({ where: { id: row.id }, data: { lastUsedAt: now } });
  }
  return { id: row.id, name: row.name };
}
