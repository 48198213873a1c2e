import type { OAuthGrantView } from '@turnpike/contracts/management/oauth';
import type { Prisma } from '@turnpike/db/client';
import { publicId } from '@turnpike/domain/ids';
import type { ManagementContext } from '../management-context.js';

export const WITH_CLIENT = { client: { include: { tenant: { select: { name: true } } } } } as const;

type GrantRow = Prisma.OAuthGrantGetPayload<{ include: typeof WITH_CLIENT }>;

/** Makes views of grants; the names of their applications and people are read at once. */
export async function grantViewer({ db }: ManagementContext, rows: readonly GrantRow[]) {
  const applications = await db.prisma.application.findMany({
    where: { id: { in: rows.map((row) => row.applicationId) } },
    select: { id: true, name: true, tenant: { select: { name: true } } },
  });
  const users = await db.prisma.user.findMany({
    where: { id: { in: rows.map((row) => row.userId) } },
    select: { id: true, name: true, email: true },
  });
  const applicationOf = new Map(applications.map((one) => [one.id, one]));
  const userOf = new Map(users.map((one) => [one.id, one.name || one.email]));
  return (row: GrantRow): OAuthGrantView => ({
    id: publicId('oauthGrant', row.id),
    client: {
      id: publicId('oauthClient', row.clientId),
      name: row.client.name,
      website: row.client.website,
      publisher: row.client.tenant.name,
    },
    user: userOf.get(row.userId) ?? null,
    tenantId: publicId('tenant', row.tenantId),
    tenant: applicationOf.get(row.applicationId)?.tenant.name ?? '',
    applicationId: publicId('application', row.applicationId),
    application: applicationOf.get(row.applicationId)?.name ?? '',
    scopes: row.scopes,
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  });
}
