'use server';

import { IdSchema } from '@turnpike/contracts/management/fields';
import {
  ReviewSubscriptionSchema,
  type SubscriptionView,
  SwitchPlanSchema,
} from '@turnpike/contracts/management/subscriptions';
import { cancelSubscription } from '@turnpike/management/subscriptions/cancel-subscription.use-case';
import { switchPlan } from '@turnpike/management/subscriptions/switch-plan.use-case';
import { withdrawPlanSwitch } from '@turnpike/management/subscriptions/withdraw-plan-switch.use-case';
import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { type ActionResult, tenantAction } from '../../../../server/action';

const Subscription = z.object({ subscriptionId: IdSchema });
const Cancel = ReviewSubscriptionSchema.extend(Subscription.shape);
const Switch = SwitchPlanSchema.extend(Subscription.shape);

export async function cancelSubscriptionAction(input: unknown): Promise<ActionResult<SubscriptionView>> {
  return tenantAction(Cancel, input, async ({ context, session, input: wanted }) => {
    const cancelled = await cancelSubscription(context, session.actor, wanted);
    revalidatePath('/app', 'layout');
    return cancelled;
  });
}

export async function switchPlanAction(input: unknown): Promise<ActionResult<SubscriptionView>> {
  return tenantAction(Switch, input, async ({ context, session, input: wanted }) => {
    const switched = await switchPlan(context, session.actor, wanted);
    revalidatePath('/app', 'layout');
    return switched;
  });
}

export async function withdrawPlanSwitchAction(input: unknown): Promise<ActionResult<SubscriptionView>> {
  return tenantAction(Subscription, input, async ({ context, session, input: wanted }) => {
    const row = await withdrawPlanSwitch(context, session.actor, wanted);
    revalidatePath('/app', 'layout');
    return row;
  });
}
