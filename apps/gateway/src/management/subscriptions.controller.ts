import { Body, Controller, Delete, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Page, pageSchema } from '@turnpike/contracts/management/fields';
import { type ListSubscriptionsInput, ListSubscriptionsSchema } from '@turnpike/contracts/management/subscriptions';
import { type RequestSubscriptionInput, RequestSubscriptionSchema } from '@turnpike/contracts/management/subscriptions';
import {
  type PrepaymentDueView,
  PrepaymentDueViewSchema,
  RejectSubscriptionSchema,
  ReviewSubscriptionSchema,
  type SubscriptionQuotaView,
  SubscriptionQuotaViewSchema,
  type SubscriptionView,
  SubscriptionViewSchema,
  SwitchPlanSchema,
} from '@turnpike/contracts/management/subscriptions';
import type { Actor } from '@turnpike/management/actor';
import type { ManagementContext } from '@turnpike/management/management-context';
import { approveSubscription } from '@turnpike/management/subscriptions/approve-subscription.use-case';
import { cancelSubscription } from '@turnpike/management/subscriptions/cancel-subscription.use-case';
import { getPrepaymentDue } from '@turnpike/management/subscriptions/get-prepayment-due.use-case';
import { getSubscriptionQuota } from '@turnpike/management/subscriptions/get-subscription-quota.use-case';
import { getSubscription } from '@turnpike/management/subscriptions/get-subscription.use-case';
import { listSubscriptions } from '@turnpike/management/subscriptions/list-subscriptions.use-case';
import { pauseSubscription } from '@turnpike/management/subscriptions/pause-subscription.use-case';
import { rejectSubscription } from '@turnpike/management/subscriptions/reject-subscription.use-case';
import { requestSubscription } from '@turnpike/management/subscriptions/request-subscription.use-case';
import { resumeSubscription } from '@turnpike/management/subscriptions/resume-subscription.use-case';
import { switchPlan } from '@turnpike/management/subscriptions/switch-plan.use-case';
import { withdrawPlanSwitch } from '@turnpike/management/subscriptions/withdraw-plan-switch.use-case';
import { Documented } from '../bootstrap/documented.decorator.js';
import { MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from '../identity/current-actor.decorator.js';

const Subscription = SubscriptionViewSchema.meta({ id: 'Subscription' });
const Quota = SubscriptionQuotaViewSchema.meta({ id: 'SubscriptionQuota' });
const PrepaymentDue = PrepaymentDueViewSchema.meta({ id: 'PrepaymentDue' });
const Review = ReviewSubscriptionSchema.prefault({});

@ApiTags('Subscriptions')
@Controller('api/v1/subscriptions')
export class SubscriptionsController {
  readonly #context: ManagementContext;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext) {
    this.#context = context;
  }

  @Get()
  @Documented({ summary: 'List subscriptions', data: pageSchema(Subscription) })
  list(
    @CurrentActor() actor: Actor,
    @Query({ schema: ListSubscriptionsSchema }) query: ListSubscriptionsInput,
  ): Promise<Page<SubscriptionView>> {
    return listSubscriptions(this.#context, actor, query);
  }

  @Post()
  @Documented({
    summary: 'Subscribe an application to a product',
    description:
      'Active at once where the product approves automatically, approved until the prepayment has arrived where it wants one, else pending until an admin reviews it.',
    data: Subscription,
    status: 201,
  })
  request(
    @CurrentActor() actor: Actor,
    @Body({ schema: RequestSubscriptionSchema }) input: RequestSubscriptionInput,
  ): Promise<SubscriptionView> {
    return requestSubscription(this.#context, actor, input);
  }

  @Get(':id')
  @Documented({ summary: 'Show a subscription', data: Subscription })
  get(@CurrentActor() actor: Actor, @Param('id') subscriptionId: string): Promise<SubscriptionView> {
    return getSubscription(this.#context, actor, { subscriptionId });
  }

  @Get(':id/quota')
  @Documented({ summary: 'Show how much of the monthly quota is used', data: Quota })
  quota(@CurrentActor() actor: Actor, @Param('id') subscriptionId: string): Promise<SubscriptionQuotaView> {
    return getSubscriptionQuota(this.#context, actor, { subscriptionId });
  }

  @Get(':id/prepayment')
  @Documented({ summary: 'Show what still has to be paid before it begins', data: PrepaymentDue })
  prepayment(@CurrentActor() actor: Actor, @Param('id') subscriptionId: string): Promise<PrepaymentDueView> {
    return getPrepaymentDue(this.#context, actor, { subscriptionId });
  }

  @Post(':id/approve')
  @Documented({ summary: 'Approve a subscription', data: Subscription, bodyOptional: true })
  approve(
    @CurrentActor() actor: Actor,
    @Param('id') subscriptionId: string,
    @Body({ schema: Review }) { reason }: { reason: string },
  ): Promise<SubscriptionView> {
    return approveSubscription(this.#context, actor, { subscriptionId, reason });
  }

  @Post(':id/reject')
  @Documented({ summary: 'Reject a subscription, saying why', data: Subscription })
  reject(
    @CurrentActor() actor: Actor,
    @Param('id') subscriptionId: string,
    @Body({ schema: RejectSubscriptionSchema }) { reason }: { reason: string },
  ): Promise<SubscriptionView> {
    return rejectSubscription(this.#context, actor, { subscriptionId, reason });
  }

  @Post(':id/cancel')
  @Documented({
    summary: 'Cancel a subscription',
    description: 'At once: the application’s keys get 403 at the product.',
    data: Subscription,
    bodyOptional: true,
  })
  cancel(
    @CurrentActor() actor: Actor,
    @Param('id') subscriptionId: string,
    @Body({ schema: Review }) { reason }: { reason: string },
  ): Promise<SubscriptionView> {
    return cancelSubscription(this.#context, actor, { subscriptionId, reason });
  }

  @Post(':id/pause')
  @Documented({ summary: 'Pause a subscription', data: Subscription, bodyOptional: true })
  pause(
    @CurrentActor() actor: Actor,
    @Param('id') subscriptionId: string,
    @Body({ schema: Review }) { reason }: { reason: string },
  ): Promise<SubscriptionView> {
    return pauseSubscription(this.#context, actor, { subscriptionId, reason });
  }

  @Post(':id/resume')
  @Documented({ summary: 'Resume a paused subscription', data: Subscription, bodyOptional: true })
  resume(
    @CurrentActor() actor: Actor,
    @Param('id') subscriptionId: string,
    @Body({ schema: Review }) { reason }: { reason: string },
  ): Promise<SubscriptionView> {
    return resumeSubscription(this.#context, actor, { subscriptionId, reason });
  }

  @Post(':id/plan-switch')
  @Documented({
    summary: 'Switch to another plan of the product',
    description: 'At once where nothing stands in the way, else it waits for an admin or a payment.',
    data: Subscription,
  })
  switchPlan(
    @CurrentActor() actor: Actor,
    @Param('id') subscriptionId: string,
    @Body({ schema: SwitchPlanSchema }) { plan }: { plan: string },
  ): Promise<SubscriptionView> {
    return switchPlan(this.#context, actor, { subscriptionId, plan });
  }

  @Delete(':id/plan-switch')
  @Documented({ summary: 'Take back a switch of plan that waits', data: Subscription })
  withdrawPlanSwitch(@CurrentActor() actor: Actor, @Param('id') subscriptionId: string): Promise<SubscriptionView> {
    return withdrawPlanSwitch(this.#context, actor, { subscriptionId });
  }
}
