import type { CallView } from '@turnpike/contracts/management/calls';
import { tokensRead, tokensWritten } from '@turnpike/contracts/management/token-sums';
import type { StartCallView, StartView } from '@turnpike/contracts/management/start';
import { publicId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';
import { actorUserId, type Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import { listCalls } from '../calls/list-calls.use-case.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';
import { callableModels, chatModelOf } from './callable-models.js';
import { findOffer } from './find-offer.js';

/** How far a tenant is on the way to its first call. Cheap enough to be asked every second while someone waits. */
export async function getStart(
  context: ManagementContext,
  actor: Actor,
  input: { tenantId: string },
): Promise<StartView> {
  const { prisma } = context.db;
  const tenantId = requireId('tenant', input.tenantId);
  requirePermission(actor, 'application:read', { tenantId });
  const tenant = await prisma.tenant.findUnique({ where: { id: tenantId } });
  if (tenant === null) throw new ApiError('not_found');
  const [emailVerified, application, waitingSubscriptions, key, canPay, newestCall] = await Promise.all([
    isEmailVerified(context, actor),
    findApplication(context, tenantId),
    prisma.subscription.count({ where: { tenantId, status: { in: ['pending', 'approved'] } } }),
    findNewestKey(context, tenantId),
    tenant.billingMode === 'postpaid' || hasMoney(context, tenantId),
    findNewestCall(context, actor, input.tenantId),
  ]);
  const subscription = application?.subscriptions[0];
  const models = subscription && (await callableModels(context, [subscription.productId])).get(subscription.productId);
  return {
    tenantId: publicId('tenant', tenantId),
    emailVerified,
    application: application && { id: publicId('application', application.id), name: application.name },
    subscription:
      subscription === undefined
        ? null
        : {
            id: publicId('subscription', subscription.id),
            product: subscription.product.name,
            plan: subscription.plan.name,
          },
    waitingSubscriptions,
    key,
    model: chatModelOf(models),
    canPay,
    newestCall,
    offer: subscription === undefined ? await findOffer(context, tenant.currency) : null,
  };
}

/** A management key and the system have no mail to verify. */
async function isEmailVerified(context: ManagementContext, actor: Actor): Promise<boolean> {
  const id = actorUserId(actor);
  if (id === null) return true;
  const user = await context.db.prisma.user.findUnique({ where: { id }, select: { emailVerifiedAt: true } });
  return user !== null && user.emailVerifiedAt !== null;
}

/** One that may call something, if there is one; else the oldest. */
export async function findApplication(context: ManagementContext, tenantId: string) {
  const subscriptions = {
    where: { status: 'active' as const },
    orderBy: { id: 'asc' as const },
    take: 1,
    include: { product: { select: { name: true } }, plan: { select: { name: true } } },
  };
  const live = { tenantId, archivedAt: null };
  const find = (where: object) =>
    context.db.prisma.application.findFirst({
      where: { ...live, ...where },
      orderBy: { id: 'asc' },
      include: { subscriptions },
    });
  return (await find({ subscriptions: { some: { status: 'active' } } })) ?? find({});
}

async function findNewestKey(context: ManagementContext, tenantId: string): Promise<StartView['key']> {
  const row = await context.db.prisma.apiKey.findFirst({
    where: { tenantId, purpose: 'secret', revokedAt: null },
    orderBy: { id: 'desc' },
  });
  if (row === null) return null;
  const { name, environment, start, last4 } = row;
  return { id: publicId('key', row.id), name, environment, start, last4 };
}

/** By what is posted: whether a live call is let through is the gateway's to say. */
async function hasMoney(context: ManagementContext, tenantId: string): Promise<boolean> {
  const account = await context.db.prisma.ledgerAccount.findFirst({
    where: { tenantId, kind: 'customer_balance', balance: { gt: 0 } },
    select: { id: true },
  });
  return account !== null;
}

async function findNewestCall(
  context: ManagementContext,
  actor: Actor,
  tenantId: string,
): Promise<StartCallView | null> {
  const { items } = await listCalls(context, actor, { tenantId, limit: 1 });
  return items[0] === undefined ? null : startCallView(items[0]);
}

function startCallView(call: CallView): StartCallView {
  const { requestId, model, status, environment, tokens, charge, currency, durationMs, startedAt } = call;
  return {
    requestId,
    model,
    status,
    environment,
    inputTokens: tokens && tokensRead(tokens),
    outputTokens: tokens && tokensWritten(tokens),
    charge,
    currency,
    durationMs,
    startedAt,
  };
}
