import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Page, pageSchema } from '@turnpike/contracts/management/fields';
import { type ListSubscriptionsInput, ListSubscriptionsSchema } from '@turnpike/contracts/management/subscriptions';
import { type RequestSubscriptionInput, RequestSubscriptionSchema } from '@turnpike/contracts/management/subscriptions';
import {
  ReviewSubscriptionSchema,
  type SubscriptionView,
  SubscriptionViewSchema,
} from '@turnpike/contracts/management/subscriptions';
import type { Actor } from '@turnpike/management/actor';
import type { ManagementContext } from '@turnpike/management/management-context';
import { approveSubscription } from '@turnpike/management/subscriptions/approve-subscription.use-case';
import { getSubscription } from '@turnpike/management/subscriptions/get-subscription.use-case';
import { listSubscriptions } from '@turnpike/management/subscriptions/list-subscriptions.use-case';
import { rejectSubscription } from '@turnpike/management/subscriptions/reject-subscription.use-case';
import { requestSubscription } from '@turnpike/management/subscriptions/request-subscription.use-case';
import { Documented } from '../bootstrap/documented.decorator.js';
import { MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from '../identity/current-actor.decorator.js';

const Subscription = SubscriptionViewSchema.meta({ id: 'Subscription' });
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
    description: 'Active at once where the product approves automatically, else pending until an admin reviews it.',
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
  @Documented({ summary: 'Reject a subscription', data: Subscription, bodyOptional: true })
  reject(
    @CurrentActor() actor: Actor,
    @Param('id') subscriptionId: string,
    @Body({ schema: Review }) { reason }: { reason: string },
  ): Promise<SubscriptionView> {
    return rejectSubscription(this.#context, actor, { subscriptionId, reason });
  }
}
