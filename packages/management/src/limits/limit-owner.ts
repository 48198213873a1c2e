import type { Limit } from '@turnpike/contracts/limits';
import { Prisma, type Transaction } from '@turnpike/db/client';
import type { NamedLimitLevel } from '@turnpike/domain/limit-scope';
import type { Permission } from '@turnpike/domain/permissions';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import { requireId } from '../references/require-id.js';
import { limitsOf } from '../snapshot/load-caller.js';

/** Who sets limits on themselves, by public id. */
export type LimitOwner = { tenantId: string } | { applicationId: string } | { keyId: string };

/** An owner as it was found. Ids are bare; one that is over takes no new limits. */
interface FoundOwner {
  level: Exclude<NamedLimitLevel, 'subscription'>;
  id: string;
  tenantId: string;
  timeZone: string;
  currency: string | null;
  limits: Limit[];
  over: 'The application is archived.' | 'The key was revoked.' | null;
}

const TENANT = { select: { timeZone: true, currency: true } } as const;

/** The owner, if the actor holds the permission in its tenant; else `not_found` or `forbidden`. */
export async function findLimitOwner(
  tx: Pick<Transaction, 'tenant' | 'application' | 'apiKey'>,
  actor: Actor,
  wanted: { owner: LimitOwner; permission: Extract<Permission, 'limit:read' | 'limit:write'> },
): Promise<FoundOwner> {
  const found = await read(tx, wanted.owner);
  if (found === null) throw new ApiError('not_found');
  requirePermission(actor, wanted.permission, { tenantId: found.tenantId, resource: [found.level, found.id] });
  return found;
}

async function read(
  tx: Pick<Transaction, 'tenant' | 'application' | 'apiKey'>,
  owner: LimitOwner,
): Promise<FoundOwner | null> {
  if ('tenantId' in owner) {
    const id = requireId('tenant', owner.tenantId);
    const row = await tx.tenant.findUnique({ where: { id } });
    if (row === null) return null;
    return { level: 'tenant', id, tenantId: id, ...factsOf(row), limits: limitsOf(row.limits), over: null };
  }
  if ('applicationId' in owner) {
    const id = requireId('application', owner.applicationId);
    const row = await tx.application.findUnique({ where: { id }, include: { tenant: TENANT } });
    if (row === null) return null;
    const over = row.archivedAt === null ? null : 'The application is archived.';
    const { tenantId, tenant } = row;
    return { level: 'application', id, tenantId, ...factsOf(tenant), limits: limitsOf(row.limits), over };
  }
  const id = requireId('key', owner.keyId);
  // Credentials of minutes are managed by nobody: the playground's, and those that a key mints for a phone.
  const row = await tx.apiKey.findUnique({ where: { id, purpose: 'secret' }, include: { tenant: TENANT } });
  if (row === null) return null;
  const over = row.revokedAt === null ? null : 'The key was revoked.';
  const { tenantId, tenant } = row;
  return { level: 'key', id, tenantId, ...factsOf(tenant), limits: limitsOf(row.limits), over };
}

function factsOf({ timeZone, currency }: { timeZone: string; currency: string | null }) {
  return { timeZone, currency };
}

/** Replaces an owner's limits. */
export async function writeLimits(
  tx: Transaction,
  { level, id }: Pick<FoundOwner, 'level' | 'id'>,
  limits: readonly Limit[],
): Promise<void> {
  const data = { limits: limits.length === 0 ? Prisma.DbNull : [...limits] };
  if (level === 'tenant') await tx.tenant.update({ where: { id }, data });
  else if (level === 'application') await tx.application.update({ where: { id }, data });
  else await tx.apiKey.update({ where: { id }, data });
}
