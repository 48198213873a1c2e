import type { LimitStatesView, ListLimitStatesInput } from '@turnpike/contracts/management/limits';
import { publicId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { findApplication } from '../applications/find-application.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';

/**
 * Every limit that an application's calls meet and how it stands now, with a key's own where one is named; for its
 * tenant's members and the platform. `limits_unavailable` while the store that counts can't be reached.
 */
export async function listLimitStates(
  context: ManagementContext,
  actor: Actor,
  input: ListLimitStatesInput,
): Promise<LimitStatesView> {
  const { applicationId, keyId: wanted } = input;
  const { id, tenantId } = await findApplication(context, actor, { applicationId, permission: 'limit:read' });
  const keyId = wanted === undefined ? null : requireId('key', wanted);
  if (keyId !== null) {
    const key = await context.db.prisma.apiKey.findUnique({ where: { id: keyId, applicationId: id } });
    if (key === null) throw new ApiError('not_found');
  }
  const states = (await context.live?.limits({ applicationId: id, keyId })) ?? null;
  if (states === null) throw new ApiError('limits_unavailable', { retryAfterSeconds: 1 });
  const names = await namesOf(context, { tenantId, applicationId: id, keyId });
  const limits = states.limits.map((state) => {
    const { owner } = state;
    return { ...state, owner: { ...owner, name: names.get(owner.id) ?? owner.name } };
  });
  return { ...states, limits };
}

/** What people call the owners of an application's limits, by public id; a subscription by its product and plan. */
async function namesOf(
  context: ManagementContext,
  { tenantId, applicationId, keyId }: { tenantId: string; applicationId: string; keyId: string | null },
): Promise<Map<string, string>> {
  const { prisma } = context.db;
  const name = { select: { name: true } } as const;
  const [tenant, application, key, subscriptions] = await Promise.all([
    prisma.tenant.findUniqueOrThrow({ where: { id: tenantId }, ...name }),
    prisma.application.findUniqueOrThrow({ where: { id: applicationId }, ...name }),
    keyId === null ? null : prisma.apiKey.findUnique({ where: { id: keyId }, ...name }),
    prisma.subscription.findMany({
      where: { applicationId, status: 'active' },
      select: { id: true, product: name, plan: name },
    }),
  ]);
  return new Map([
    [publicId('tenant', tenantId), tenant.name],
    [publicId('application', applicationId), application.name],
    ...(keyId === null || key === null ? [] : [[publicId('key', keyId), key.name] as const]),
    ...subscriptions.map(({ id, product, plan }) => {
      return [publicId('subscription', id), `${product.name}: ${plan.name}`] as const;
    }),
  ]);
}
