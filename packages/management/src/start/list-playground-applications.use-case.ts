import type { PlaygroundApplicationView } from '@turnpike/contracts/management/start';
import { publicId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';
import { callableModels, uniqueSorted } from './callable-models.js';

/** A list to choose from can't be longer than this and still be one; the newest are kept. */
const APPLICATIONS = 100;

/** Applications with something to call, newest first, each with its models. A few questions, however many there are. */
export async function listPlaygroundApplications(
  context: ManagementContext,
  actor: Actor,
  input: { tenantId: string },
): Promise<PlaygroundApplicationView[]> {
  const tenantId = requireId('tenant', input.tenantId);
  requirePermission(actor, 'playground:use', { tenantId });
  const tenant = await context.db.prisma.tenant.findUnique({ where: { id: tenantId }, select: { id: true } });
  if (tenant === null) throw new ApiError('not_found');
  const applications = await context.db.prisma.application.findMany({
    where: { tenantId, archivedAt: null, subscriptions: { some: { status: 'active' } } },
    include: { subscriptions: { where: { status: 'active' }, select: { productId: true } } },
    orderBy: { id: 'desc' },
    take: APPLICATIONS,
  });
  const productIds = applications.flatMap(({ subscriptions }) => subscriptions.map(({ productId }) => productId));
  const models = await callableModels(context, productIds);
  return applications.map(({ id, name, subscriptions }) => ({
    id: publicId('application', id),
    name,
    models: uniqueSorted(subscriptions.flatMap(({ productId }) => models.get(productId) ?? [])).map(
      ({ id: _, ...model }) => model,
    ),
  }));
}
