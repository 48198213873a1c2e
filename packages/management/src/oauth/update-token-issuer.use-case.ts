import type { TokenIssuerView, UpdateTokenIssuerInput } from '@turnpike/contracts/management/oauth';
import type { Prisma, Transaction } from '@turnpike/db/client';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { changedFields } from '../audit/changed-fields.js';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction, raiseEpoch } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { withoutUndefined } from '../references/without-undefined.js';
import { lockTenant } from '../tenants/lock-tenant.js';
import { requireAllowedAddress } from '../webhooks/require-allowed-address.js';
import { findTokenIssuer } from './find-token-issuer.js';
import { requireIssuer, requireMapping } from './token-issuer-terms.js';
import { tokenIssuerView } from './token-issuer-view.js';

/** Changes an issuer, or whether it is trusted; what is left out stays. Tokens follow within a second. */
export async function updateTokenIssuer(
  context: ManagementContext,
  actor: Actor,
  input: { issuerId: string; changes: UpdateTokenIssuerInput },
): Promise<TokenIssuerView> {
  const { issuerId, changes } = input;
  const wanted = { issuerId, permission: 'access:write' } as const;
  const present = await findTokenIssuer(context.db.prisma, actor, wanted);
  if (changes.issuer !== undefined && changes.issuer !== present.issuer)
    await requireAllowedAddress(context, requireIssuer(changes.issuer), 'issuer');
  const row = await inTransaction(context, async (tx) => {
    await lockTenant(tx, present.tenantId);
    const before = await findTokenIssuer(tx, actor, wanted);
    const data = await dataOf(tx, { before, changes, now: context.now() });
    await requireSingle(tx, { ...before, ...data });
    const after = await tx.tokenIssuer.update({ where: { id: before.id }, data });
    const detail = changedFields(tokenIssuerView(before), tokenIssuerView(after));
    if (Object.keys(detail.after).length === 0) return after;
    await raiseEpoch(tx, after.tenantId);
    const resource = { resourceKind: 'token-issuer', resourceId: after.id };
    await writeAudit(tx, actor, { tenantId: after.tenantId, action: 'token-issuer.update', ...resource, detail });
    return after;
  });
  return tokenIssuerView(row);
}

interface Change {
  before: Prisma.TokenIssuerModel;
  changes: UpdateTokenIssuerInput;
  now: Date;
}

async function dataOf(tx: Transaction, { before, changes, now }: Change) {
  const { enabled, applications, applicationClaim, defaultApplicationId, ...rest } = changes;
  const isMapped = [applications, applicationClaim, defaultApplicationId].some((field) => field !== undefined);
  const after = {
    applicationClaim: applicationClaim === undefined ? before.applicationClaim : applicationClaim,
    applications: applications ?? (before.applications as Record<string, string>),
    defaultApplicationId: defaultApplicationId === undefined ? before.defaultApplicationId : defaultApplicationId,
  };
  const mapping = isMapped ? await requireMapping(tx, before.tenantId, after) : {};
  return {
    ...withoutUndefined(rest),
    ...(isMapped ? { applicationClaim: after.applicationClaim, ...mapping } : {}),
    ...(enabled === undefined ? {} : { disabledAt: enabled ? null : (before.disabledAt ?? now) }),
  };
}

async function requireSingle(
  tx: Transaction,
  { id, tenantId, issuer, audience }: { id: string; tenantId: string; issuer: string; audience: string },
): Promise<void> {
  const other = await tx.tokenIssuer.findFirst({ where: { tenantId, issuer, audience, id: { not: id } } });
  if (other !== null) throw new ApiError('conflict', { message: 'The issuer is trusted for this audience already.' });
}
