import type { OAuthAuthMethod, OAuthClientView, UpdateOAuthClientInput } from '@turnpike/contracts/management/oauth';
import type { Prisma } from '@turnpike/db/client';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { requireNetworks } from '../allow-lists/require-networks.js';
import { changedFields } from '../audit/changed-fields.js';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { withoutUndefined } from '../references/without-undefined.js';
import { requireClientTerms } from './client-terms.js';
import { type ClientRow, clientView, WITH_APPLICATION } from './client-view.js';
import { tellCallers } from './end-grants.js';
import { lockClient } from './find-client.js';

/** Changes a client; what is left out stays. Tokens it has already may do no more than it may now, within a second. */
export async function updateOAuthClient(
  context: ManagementContext,
  actor: Actor,
  input: { clientId: string; changes: UpdateOAuthClientInput },
): Promise<OAuthClientView> {
  const { clientId, changes } = input;
  const row = await inTransaction(context, async (tx) => {
    const before = await lockClient(tx, actor, { clientId, permission: 'oauth-client:write' });
    if (before.revokedAt !== null)
      throw new ApiError('invalid_state', { message: 'The client is revoked, which is for good.' });
    requireTerms(before, changes);
    const data = dataOf(changes);
    const after = await tx.oAuthClient.update({ where: { id: before.id }, data, include: WITH_APPLICATION });
    const detail = changedFields(audited(before), audited(after));
    if (Object.keys(detail.after).length === 0) return after;
    await tellCallers(tx, after);
    await writeAudit(tx, actor, {
      tenantId: after.tenantId,
      action: 'oauth-client.update',
      resourceKind: 'oauth-client',
      resourceId: after.id,
      detail,
    });
    return after;
  });
  return clientView(row, context.now());
}

function requireTerms(before: ClientRow, changes: UpdateOAuthClientInput): void {
  const now = { ...before, ...withoutUndefined(changes) };
  requireClientTerms({
    kind: before.kind,
    grantTypes: before.grantTypes as ('client_credentials' | 'authorization_code' | 'refresh_token')[],
    authMethod: before.authMethod as OAuthAuthMethod,
    redirectUris: now.redirectUris,
    website: now.website,
    jwks: now.jwks as { keys: object[] } | null,
  });
}

function dataOf({ jwks, redirectUris, scopes, addresses, ...rest }: UpdateOAuthClientInput) {
  const data: Prisma.OAuthClientUpdateInput = withoutUndefined(rest);
  if (redirectUris !== undefined) data.redirectUris = [...new Set(redirectUris)];
  if (scopes !== undefined) data.scopes = [...new Set(scopes)];
  if (addresses !== undefined) data.addresses = requireNetworks(addresses, 'addresses');
  if (jwks != null) data.jwks = jwks;
  return data;
}

const audited = (row: ClientRow) => ({
  name: row.name,
  description: row.description,
  website: row.website,
  redirectUris: row.redirectUris,
  scopes: row.scopes,
  publicKeys: row.jwks,
  addresses: row.addresses,
  limits: row.limits,
});
