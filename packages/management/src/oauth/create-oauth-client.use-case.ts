import type {
  CreatedOAuthClientView,
  CreateOAuthClientInput,
  OAuthAuthMethod,
} from '@turnpike/contracts/management/oauth';
import { newId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';
import { actorUserId, type Actor } from '../actor.js';
import { requireNetworks } from '../allow-lists/require-networks.js';
import { findLiveApplication } from '../applications/find-application.js';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { lockTenant } from '../tenants/lock-tenant.js';
import { newClientSecret } from './client-secret.js';
import { requireClientTerms } from './client-terms.js';
import { clientView, WITH_APPLICATION } from './client-view.js';

const MAX_CLIENTS = 200;

/** Makes a client of an application. The answer holds its secret, if it shows one, this once. */
export async function createOAuthClient(
  context: ManagementContext,
  actor: Actor,
  input: CreateOAuthClientInput,
): Promise<CreatedOAuthClientView> {
  const { applicationId, name, description, kind, environment } = input;
  const application = await findLiveApplication(context, actor, { applicationId, permission: 'oauth-client:write' });
  const { tenantId } = application;
  const [grantTypes, redirectUris, scopes] = [
    unique(input.grantTypes),
    unique(input.redirectUris),
    unique(input.scopes),
  ];
  const authMethod: OAuthAuthMethod = input.authMethod ?? (kind === 'public' ? 'none' : 'client_secret_basic');
  const [website, jwks] = [input.website ?? null, input.jwks ?? null];
  requireClientTerms({ kind, grantTypes, authMethod, redirectUris, website, jwks });
  const addresses = requireNetworks(input.addresses, 'addresses');
  const { secret, columns } =
    authMethod === 'client_secret_basic' ? newClientSecret(context) : { secret: null, columns: {} };
  const row = await inTransaction(context, async (tx) => {
    await lockTenant(tx, tenantId);
    const clients = await tx.oAuthClient.count({ where: { tenantId, revokedAt: null } });
    if (clients >= MAX_CLIENTS)
      throw new ApiError('invalid_state', { message: `An organisation has at most ${MAX_CLIENTS} OAuth clients.` });
    const facts = { tenantId, applicationId: application.id, name, description, kind, environment, website };
    const terms = { grantTypes, redirectUris, scopes, authMethod, addresses, limits: input.limits };
    const data = { id: newId(), ...facts, ...terms, ...columns, createdBy: actorUserId(actor) };
    const created = await tx.oAuthClient.create({
      data: jwks === null ? data : { ...data, jwks },
      include: WITH_APPLICATION,
    });
    await writeAudit(tx, actor, {
      tenantId,
      action: 'oauth-client.create',
      resourceKind: 'oauth-client',
      resourceId: created.id,
      detail: { name, kind, environment, grantTypes, redirectUris, scopes, addresses },
    });
    return created;
  });
  return { ...clientView(row, context.now()), secret };
}

function unique<T>(list: readonly T[]): T[] {
  return [...new Set(list)];
}
