'use server';

import type { SubscriptionView } from '@turnpike/contracts/management/subscriptions';
import type { ActionResult } from '../../../../server/action';
import { tenantAction } from '../../../../server/action';
import { subscribe, SubscribeSchema } from '../../../../catalogue/subscribe';
import { revalidatePath } from 'next/cache';

/** Subscribes an application of the organisation, or a new one by that name. */
export async function subscribeAction(input: unknown): Promise<ActionResult<SubscriptionView>> {
  return tenantAction(SubscribeSchema, input, async ({ context, session, input: wanted }) => {
    const subscription = await subscribe(context, session.actor, { tenantId: session.tenant.id, ...wanted });
    revalidatePath('/app', 'layout');
    return subscription;
  });
}
