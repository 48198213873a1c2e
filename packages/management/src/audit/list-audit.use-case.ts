import { type Page, parseInstant } from '@turnpike/contracts/management/fields';
import type { AuditEntryView, ListAuditInput } from '@turnpike/contracts/management/identity';
import type { Prisma } from '@turnpike/db/client';
import { ID_PREFIXES, idFloor, publicId, type IdKind } from '@turnpike/domain/ids';
import type { Actor } from '../actor.js';
import { isPlatform, readableTenants } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { afterCursor, newestFirst, readKeyset, toPage } from '../pagination/keyset.js';
import { requireId } from '../references/require-id.js';
import { type ActorName, nameActors } from './actor-names.js';

/** Who did what, newest first: everything for the platform, their own tenants' for those who may read it there. */
export async function listAudit(
  context: ManagementContext,
  actor: Actor,
  input: ListAuditInput,
): Promise<Page<AuditEntryView>> {
  const tenantId = input.tenantId === undefined ? undefined : requireId('tenant', input.tenantId);
  const readable = readableTenants(actor, 'audit:read', tenantId);
  const keyset = readKeyset(input);
  const rows = await context.db.prisma.auditEntry.findMany({
    where: {
      AND: [
        afterCursor(keyset),
        readable === null ? {} : { tenantId: { in: readable } },
        input.action === undefined ? {} : { action: input.action },
        input.actor === undefined ? {} : { actorId: input.actor },
        writtenBetween(input),
      ],
    },
    ...newestFirst(keyset),
  });
  const nameOf = await nameActors(context.db.prisma, rows, { isPlatform: isPlatform(actor) });
  return toPage(rows, keyset, (row) => auditEntryView(row, nameOf(row)));
}

/** Times bound the id, which is made when the entry is: the index that gives the order gives the range too. */
function writtenBetween({ from, to }: ListAuditInput): Prisma.AuditEntryWhereInput {
  return {
    AND: [
      from === undefined ? {} : { id: { gte: idFloor(parseInstant(from).getTime()) } },
      to === undefined ? {} : { id: { lt: idFloor(parseInstant(to).getTime()) } },
    ],
  };
}

/** An entry as the API shows it. */
export function auditEntryView(row: Prisma.AuditEntryModel, actor: ActorName): AuditEntryView {
  return {
    id: publicId('audit', row.id),
    tenantId: row.tenantId === null ? null : publicId('tenant', row.tenantId),
    actorKind: row.actorKind,
    actorId: row.actorId,
    actorName: actor.name,
    actorEmail: actor.email,
    action: row.action,
    resourceKind: row.resourceKind,
    resourceId: row.resourceId === null ? null : resourceId(row.resourceKind, row.resourceId),
    detail: row.detail as Record<string, unknown>,
    ip: row.ip,
    requestId: row.requestId,
    createdAt: row.createdAt.toISOString(),
  };
}

/** Resources are named as the kinds of ids are, but in the words of a row: `management_key`. */
function resourceId(resourceKind: string, uuid: string): string {
  const kind = resourceKind.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return kind in ID_PREFIXES ? publicId(kind as IdKind, uuid) : uuid;
}
