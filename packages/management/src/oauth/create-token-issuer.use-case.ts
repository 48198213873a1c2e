import type { CreateTokenIssuerInput, TokenIssuerView } from '@turnpike/contracts/management/oauth';
import { newId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';
import { actorUserId, type Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { inTransaction, raiseEpoch } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';
import { lockTenant } from '../tenants/lock-tenant.js';
import { requireAllowedAddress } from '../webhooks/require-allowed-address.js';
import { requireIssuer, requireMapping } from './token-issuer-terms.js';
import { tokenIssuerView } from './token-issuer-view.js';

const MAX_ISSUERS = 20;

/** Trusts an identity provider of the tenant's own: its tokens for that audience call in the tenant's applications. */
export async function createTokenIssuer(
  context: ManagementContext,
  actor: Actor,
  input: CreateTokenIssuerInput,
): Promise<TokenIssuerView> {
  const tenantId = requireId('tenant', input.tenantId);
  requirePermission(actor, 'access:write', { tenantId });
  const issuer = requireIssuer(input.issuer);
  await requireAllowedAddress(context, issuer, 'issuer');
  const { name, audience, userClaim, environment } = input;
  const [applicationClaim, scopeClaim] = [input.applicationClaim ?? null, input.scopeClaim ?? null];
  const row = await inTransaction(context, async (tx) => {
    await lockTenant(tx, tenantId);
    const present = await tx.tokenIssuer.findMany({ where: { tenantId }, select: { issuer: true, audience: true } });
    if (present.length >= MAX_ISSUERS)
      throw new ApiError('invalid_state', { message: `An organisation trusts at most ${MAX_ISSUERS} issuers.` });
    if (present.some((one) => one.issuer === issuer && one.audience === audience))
      throw new ApiError('conflict', { message: 'The issuer is trusted for this audience already.' });
    const { applications, defaultApplicationId = null } = input;
    const mapping = await requireMapping(tx, tenantId, { applicationClaim, applications, defaultApplicationId });
    const facts = { tenantId, name, issuer, audience, applicationClaim, userClaim, scopeClaim, environment };
    const data = { id: newId(), ...facts, ...mapping, createdBy: actorUserId(actor) };
    const created = await tx.tokenIssuer.create({ data });
    await raiseEpoch(tx, tenantId);
    const detail = { name, issuer, audience, applicationClaim, applications, userClaim, environment };
    const resource = { resourceKind: 'token-issuer', resourceId: created.id };
    await writeAudit(tx, actor, { tenantId, action: 'token-issuer.create', ...resource, detail });
    return created;
  });
  return tokenIssuerView(row);
}
