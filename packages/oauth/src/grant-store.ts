/** What people allowed clients, as oidc-provider knows it: rows of `oauth_grants`, made and ended by use cases. */
import { inTransaction } from '@turnpike/management/changes/change';
import type { ManagementContext } from '@turnpike/management/management-context';
import { endGrants } from '@turnpike/management/oauth/end-grants';
import { isUuid, publicId } from '@turnpike/domain/ids';
import type { Adapter } from 'oidc-provider';
import { NOWHERE } from './record-store.js';

/** A grant is good while its person is there, in the tenant that pays. */
const FIND = `
  SELECT g.client_id AS "clientId", g.user_id AS "userId", g.scopes, g.created_at AS "createdAt"
  FROM oauth_grants g
  JOIN users u ON u.id = g.user_id
  JOIN applications a ON a.id = g.application_id
  JOIN tenants t ON t.id = g.tenant_id
  WHERE g.id = $1 AND g.revoked_at IS NULL AND u.disabled_at IS NULL AND a.archived_at IS NULL AND t.status = 'active'
    AND EXISTS (SELECT FROM memberships m WHERE m.tenant_id = g.tenant_id AND m.user_id = g.user_id)`;

interface GrantRow {
  clientId: string;
  userId: string;
  scopes: string[];
  createdAt: Date;
}

/** `resource` is what the scopes are of: the gateway. */
export function grantStore(context: ManagementContext, resource: string): Adapter {
  return {
    ...NOWHERE,
    async find(grantId) {
      if (!isUuid(grantId)) return undefined;
      const { rows } = await context.db.pool.query<GrantRow>(FIND, [grantId]);
      const [row] = rows;
      if (row === undefined) return undefined;
      return {
        kind: 'Grant',
        jti: grantId,
        clientId: publicId('oauthClient', row.clientId),
        accountId: publicId('user', row.userId),
        resources: { [resource]: row.scopes.join(' ') },
        iat: Math.floor(row.createdAt.getTime() / 1_000),
      };
    },
    /** A refresh token or code was shown twice, or its client gave it up. */
    async destroy(grantId) {
      if (isUuid(grantId)) await inTransaction(context, (tx) => endGrants(tx, { id: grantId }, context.now()));
    },
  };
}
