import type { CreatedKeyView } from '@turnpike/contracts/management/keys';
import type { CreateFirstKeyInput } from '@turnpike/contracts/management/start';
import { publicId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { createApplication } from '../applications/create-application.use-case.js';
import { requirePermission } from '../authorization/require-permission.js';
import { createKey } from '../keys/create-key.use-case.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';
import { requestSubscription } from '../subscriptions/request-subscription.use-case.js';
import { findOffer } from './find-offer.js';
import { findApplication } from './get-start.use-case.js';

/**
 * From nothing to a key that works, in one step: makes an application where there is none, joins a product that is free
 * to join where it has no subscription, and creates the key. Each part is the ordinary use case with its own rules and
 * audit entry, so a failure in the middle leaves what was made, and asking again goes on from there. Refuses with
 * `invalid_state` while there is nothing to join at once.
 */
export async function createFirstKey(
  context: ManagementContext,
  actor: Actor,
  input: CreateFirstKeyInput & { tenantId: string },
): Promise<CreatedKeyView> {
  const tenantId = requireId('tenant', input.tenantId);
  requirePermission(actor, 'key:write', { tenantId });
  const tenant = await context.db.prisma.tenant.findUnique({ where: { id: tenantId }, select: { currency: true } });
  if (tenant === null) throw new ApiError('not_found');
  const found = await findApplication(context, tenantId);
  const isSubscribed = found?.subscriptions[0] !== undefined;
  const offer = isSubscribed ? null : await findOffer(context, tenant.currency);
  if (!isSubscribed && offer === null) {
    throw new ApiError('invalid_state', { message: 'No product can be joined at once: ask for a subscription first.' });
  }
  const applicationId =
    found === null
      ? (
          await createApplication(context, actor, {
            tenantId: input.tenantId,
            name: input.applicationName,
            description: '',
          })
        ).id
      : publicId('application', found.id);
  if (offer !== null) {
    await requestSubscription(context, actor, { applicationId, product: offer.product, plan: offer.plan, message: '' });
  }
  const { keyName: name, environment } = input;
  return createKey(context, actor, { applicationId, name, environment });
}
