import type { KeyEventView } from '@turnpike/contracts/management/keys';
import { parseId, publicId } from '@turnpike/domain/ids';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { findKey } from './find-key.js';

/** The newest are what anyone asks for; the audit log has the rest. */
const EVENTS = 50;

/** What was done to a key and by whom, newest first, for those who may read the tenant's audit log. */
export async function listKeyEvents(
  context: ManagementContext,
  actor: Actor,
  input: { keyId: string },
): Promise<KeyEventView[]> {
  const { prisma } = context.db;
  const { id, tenantId } = await findKey(prisma, actor, { ...input, permission: 'key:read' });
  requirePermission(actor, 'audit:read', { tenantId });
  const rows = await prisma.auditEntry.findMany({
    where: { resourceId: id, resourceKind: 'key' },
    orderBy: { id: 'desc' },
    take: EVENTS,
  });
  const names = await namesOf(
    context,
    tenantId,
    rows.map((row) => row.actorId),
  );
  return rows.map((row) => ({
    id: publicId('audit', row.id),
    action: row.action,
    actorKind: row.actorKind,
    actor: names.get(row.actorId ?? '') ?? null,
    detail: row.detail as Record<string, unknown>,
    createdAt: row.createdAt.toISOString(),
  }));
}

/** Names of the tenant's own people, by public id; who runs the platform stays nameless here. */
async function namesOf(
  context: ManagementContext,
  tenantId: string,
  actorIds: readonly (string | null)[],
): Promise<Map<string, string>> {
  const ids = [...new Set(actorIds)].flatMap((text) => (text === null ? [] : (parseId('user', text) ?? [])));
  const users = await context.db.prisma.user.findMany({
    where: { id: { in: ids }, memberships: { some: { tenantId } } },
    select: { id: true, name: true, email: true },
  });
  return new Map(users.map(({ id, name, email }) => [publicId('user', id), name || email]));
}
