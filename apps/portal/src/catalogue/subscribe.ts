import { NameSchema } from '@turnpike/contracts/management/fields';
import { RequestSubscriptionSchema, type SubscriptionView } from '@turnpike/contracts/management/subscriptions';
import type { Actor } from '@turnpike/management/actor';
import { createApplication } from '@turnpike/management/applications/create-application.use-case';
import { listApplications } from '@turnpike/management/applications/list-applications.use-case';
import type { ManagementContext } from '@turnpike/management/management-context';
import { requestSubscription } from '@turnpike/management/subscriptions/request-subscription.use-case';
import { z } from 'zod';

/** An application that is there, by id, or one to be made, by name. */
export const SubscribeSchema = z.union([
  RequestSubscriptionSchema,
  RequestSubscriptionSchema.omit({ applicationId: true }).extend({ applicationName: NameSchema }),
]);

const APPLICATIONS_READ = 200;

/**
 * Subscribes an application, made first where it has only a name. Tried again after a refusal, the application that the
 * first try made is found by its name and not made twice.
 */
export async function subscribe(
  context: ManagementContext,
  actor: Actor,
  input: z.output<typeof SubscribeSchema> & { tenantId: string },
): Promise<SubscriptionView> {
  const { product, plan, message } = input;
  const applicationId =
    'applicationId' in input
      ? input.applicationId
      : await applicationNamed(context, actor, { tenantId: input.tenantId, name: input.applicationName });
  return requestSubscription(context, actor, { applicationId, product, plan, message });
}

async function applicationNamed(
  context: ManagementContext,
  actor: Actor,
  { tenantId, name }: { tenantId: string; name: string },
): Promise<string> {
  const { items } = await listApplications(context, actor, { tenantId, archived: 'false', limit: APPLICATIONS_READ });
  const found = items.find((application) => application.name === name);
  return found?.id ?? (await createApplication(context, actor, { tenantId, name, description: '' })).id;
}
