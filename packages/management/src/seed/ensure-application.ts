import { parseId, publicId } from '@turnpike/domain/ids';
import type { Actor } from '../actor.js';
import { createApplication } from '../applications/create-application.use-case.js';
import type { ManagementContext } from '../management-context.js';
import { requestSubscription } from '../subscriptions/request-subscription.use-case.js';

/** Public id of the tenant's application of that name. */
export async function ensureApplication(
  context: ManagementContext,
  actor: Actor,
  { tenantId, name }: { tenantId: string; name: string },
): Promise<string> {
  const where = { tenantId: parseId('tenant', tenantId) ?? '', name, archivedAt: null };
  const found = await context.db.prisma.application.findFirst({ where, select: { id: true } });
  if (found !== null) return publicId('application', found.id);
  return (await createApplication(context, actor, { tenantId, name, description: '' })).id;
}

/** Subscribes the application unless it has an open subscription to the product, under whichever plan. */
export async function ensureSubscription(
  context: ManagementContext,
  actor: Actor,
  wanted: { applicationId: string; product: string; plan: string },
): Promise<void> {
  const { applicationId, product, plan } = wanted;
  const open = await context.db.prisma.subscription.findFirst({
    where: {
      applicationId: parseId('application', applicationId) ?? '',
      product: { slug: product },
      status: { in: ['pending', 'approved', 'active', 'paused'] },
    },
  });
  if (open === null) await requestSubscription(context, actor, { applicationId, product, plan, message: '' });
}
