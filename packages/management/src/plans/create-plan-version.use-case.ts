import { parseInstant } from '@turnpike/contracts/management/fields';
import type { CreatePlanVersionInput, PlanView } from '@turnpike/contracts/management/plans';
import type { Transaction } from '@turnpike/db/client';
import { newId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { announceCatalogue, inTransaction } from '../changes/change.js';
import { countVersionPeriods } from '../limits/count-plan-periods.js';
import type { ManagementContext } from '../management-context.js';
import { findPlan } from './find-plan.js';
import { planView, versionInForce, WITH_PRICES } from './plan-view.js';
import { versionData } from './version-data.js';

/**
 * Adds a version to a plan, effective now or later; earlier versions never change, so that what was charged can be
 * worked out again. Two at once go one after another. Platform admins only.
 */
export async function createPlanVersion(
  context: ManagementContext,
  actor: Actor,
  input: { plan: string; version: CreatePlanVersionInput },
): Promise<PlanView> {
  requirePermission(actor, 'catalogue:write');
  const plan = await findPlan(context, actor, input.plan);
  const currency = plan?.versions[0]?.currency;
  if (plan === null || currency === undefined) throw new ApiError('not_found');
  const { prices, limits, prepayment } = input.version;
  const effectiveFrom = readEffectiveFrom(context, input.version.effectiveFrom);
  return inTransaction(context, async (tx) => {
    await tx.$queryRaw`SELECT FROM plans WHERE id = ${plan.id}::uuid FOR UPDATE`;
    const versions = await tx.planVersion.findMany({ where: { planId: plan.id }, orderBy: { version: 'desc' } });
    const version = (versions[0]?.version ?? 0) + 1;
    const data = await versionData(tx, { prices, limits, prepayment });
    const created = await tx.planVersion.create({
      data: { id: newId(), planId: plan.id, version, currency, effectiveFrom, ...data },
    });
    const now = context.now();
    if (effectiveFrom <= now)
      await countOfPlan(tx, plan.id, { before: versionInForce(versions, now), after: created, now });
    await announceCatalogue(tx);
    await writeAudit(tx, actor, {
      tenantId: null,
      action: 'plan.version',
      resourceKind: 'plan',
      resourceId: plan.id,
      detail: { version, effectiveFrom: effectiveFrom.toISOString(), prices, limits, prepayment },
    });
    const row = await tx.plan.findUniqueOrThrow({ where: { id: plan.id }, include: WITH_PRICES });
    return planView(row, now);
  });
}

/** Subscriptions begin with what they have used; a version that is still to come counts from its own beginning. */
async function countOfPlan(
  tx: Transaction,
  planId: string,
  versions: Parameters<typeof countVersionPeriods>[2],
): Promise<void> {
  const subscriptions = await tx.subscription.findMany({
    where: { planId, status: { in: ['active', 'paused'] } },
    select: { id: true, tenantId: true, tenant: { select: { timeZone: true } } },
    orderBy: { id: 'asc' },
  });
  const owners = subscriptions.map(({ id, tenantId, tenant }) => ({ id, tenantId, timeZone: tenant.timeZone }));
  await countVersionPeriods(tx, owners, versions);
}

function readEffectiveFrom(context: ManagementContext, text: string | undefined): Date {
  const now = context.now();
  if (text === undefined) return now;
  const effectiveFrom = parseInstant(text);
  if (effectiveFrom >= now) return effectiveFrom;
  const message = 'A version can not take effect in the past.';
  throw new ApiError('validation_failed', { message, param: 'effectiveFrom' });
}
