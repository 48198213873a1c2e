import type { Page } from '@turnpike/contracts/management/fields';
import type { AuditEntryView, ListAuditInput } from '@turnpike/contracts/management/identity';
import type { Prisma } from '@turnpike/db/client';
import { ID_PREFIXES, publicId, type IdKind } from '@turnpike/domain/ids';
import type { Actor } from '../actor.js';
import { readableTenants } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { afterCursor, newestFirst, readKeyset, toPage } from '../pagination/keyset.js';
import { requireId } from '../references/require-id.js';

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
      ],
    },
    ...newestFirst(keyset),
  });
  return toPage(rows, keyset, auditEntryView);
}

function auditEntryView(row: Prisma.AuditEntryModel): AuditEntryView {
  return {
    id: publicId('audit', row.id),
    tenantId: row.tenantId === null ? null : publicId('tenant', row.tenantId),
    actorKind: row.actorKind,
    actorId: row.actorId,
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
