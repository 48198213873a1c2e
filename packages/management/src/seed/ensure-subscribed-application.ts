import { parseId, publicId } from '@turnpike/domain/ids';
import type { Actor } from '../actor.js';
import { createApplication } from '../applications/create-application.use-case.js';
import type { ManagementContext } from '../management-context.js';
import { requestSubscription } from '../subscriptions/request-subscription.use-case.js';
import { DEMO_PLAN, DEMO_PRODUCT } from './demo-catalogue.js';

const NAME = 'Demo application';

/** The demo tenant's application with its subscription. Returns its public id. */
export async function ensureSubscribedApplication(
  context: ManagementContext,
  actor: Actor,
  tenantId: string,
): Promise<string> {
  const { prisma } = context.db;
  const tenant = parseId('tenant', tenantId) ?? '';
  const found = await prisma.application.findFirst({ where: { tenantId: tenant, name: NAME, archivedAt: null } });
  const applicationId =
    found === null
      ? (await createApplication(context, actor, { tenantId, name: NAME, description: '' })).id
      : publicId('application', found.id);
  const [product = '', plan = ''] = [DEMO_PRODUCT.slug, DEMO_PLAN.slug];
  const open = await prisma.subscription.findFirst({
    where: {
      applicationId: parseId('application', applicationId) ?? '',
      product: { slug: product },
      status: { in: ['pending', 'approved', 'active', 'paused'] },
    },
  });
  if (open === null) await requestSubscription(context, actor, { applicationId, product, plan, message: '' });
  return applicationId;
}
