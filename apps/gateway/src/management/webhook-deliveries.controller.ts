import { Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Page, pageSchema } from '@turnpike/contracts/management/fields';
import {
  type DeliveryDetailView,
  DeliveryDetailViewSchema,
  type DeliveryView,
  DeliveryViewSchema,
  type ListDeliveriesInput,
  ListDeliveriesSchema,
} from '@turnpike/contracts/management/webhooks';
import type { Actor } from '@turnpike/management/actor';
import type { ManagementContext } from '@turnpike/management/management-context';
import { getDelivery } from '@turnpike/management/webhooks/get-delivery.use-case';
import { listDeliveries } from '@turnpike/management/webhooks/list-deliveries.use-case';
import { replayDelivery } from '@turnpike/management/webhooks/replay-delivery.use-case';
import { Documented } from '../bootstrap/documented.decorator.js';
import { MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from '../identity/current-actor.decorator.js';

const Delivery = DeliveryViewSchema.meta({ id: 'WebhookDelivery' });
const DeliveryDetail = DeliveryDetailViewSchema.meta({ id: 'WebhookDeliveryDetail' });

@ApiTags('Webhooks')
@Controller('api/v1/webhook-deliveries')
export class WebhookDeliveriesController {
  readonly #context: ManagementContext;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext) {
    this.#context = context;
  }

  @Get()
  @Documented({
    summary: 'List deliveries of webhooks',
    description: 'Newest first; callbacks of jobs are among them. Kept for 30 days.',
    data: pageSchema(Delivery),
  })
  list(
    @CurrentActor() actor: Actor,
    @Query({ schema: ListDeliveriesSchema }) query: ListDeliveriesInput,
  ): Promise<Page<DeliveryView>> {
    return listDeliveries(this.#context, actor, query);
  }

  @Get(':id')
  @Documented({ summary: 'Show a delivery, what was sent and what came back', data: DeliveryDetail })
  get(@CurrentActor() actor: Actor, @Param('id') deliveryId: string): Promise<DeliveryDetailView> {
    return getDelivery(this.#context, actor, { deliveryId });
  }

  @Post(':id/replay')
  @Documented({
    summary: 'Send a delivery again',
    description: 'Now, under the same webhook-id, with a whole schedule of retries before it.',
    data: DeliveryDetail,
  })
  replay(@CurrentActor() actor: Actor, @Param('id') deliveryId: string): Promise<DeliveryDetailView> {
    return replayDelivery(this.#context, actor, { deliveryId });
  }
}
