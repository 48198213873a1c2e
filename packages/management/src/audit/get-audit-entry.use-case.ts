import type { AuditEntryView } from '@turnpike/contracts/management/identity';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { isPlatform, requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';
import { nameActors } from './actor-names.js';
import { auditEntryView } from './list-audit.use-case.js';

/** One entry of the audit log: any for the platform, their tenants' for those who may read it there. */
export async function getAuditEntry(
  context: ManagementContext,
  actor: Actor,
  input: { auditId: string },
): Promise<AuditEntryView> {
  const id = requireId('audit', input.auditId);
  const { prisma } = context.db;
  const row = await prisma.auditEntry.findUnique({ where: { id } });
  // What belongs to the platform alone is nothing a member may know of.
  if (row === null || (row.tenantId === null && !isPlatform(actor))) throw new ApiError('not_found');
  if (row.tenantId !== null) requirePermission(actor, 'audit:read', { tenantId: row.tenantId });
  const nameOf = await nameActors(prisma, [row], { isPlatform: isPlatform(actor) });
  return auditEntryView(row, nameOf(row));
}
