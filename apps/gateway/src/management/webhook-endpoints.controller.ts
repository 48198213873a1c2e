import { Body, Controller, Delete, Get, Inject, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Page, pageSchema } from '@turnpike/contracts/management/fields';
import {
  type CreatedWebhookEndpointView,
  CreatedWebhookEndpointViewSchema,
  type CreateWebhookEndpointInput,
  CreateWebhookEndpointSchema,
  type ListWebhookEndpointsInput,
  ListWebhookEndpointsSchema,
  type ReplayedView,
  ReplayedViewSchema,
  type ReplayUndeliveredInput,
  ReplayUndeliveredSchema,
  type RotatedSecretView,
  RotatedSecretViewSchema,
  type RotateSecretInput,
  RotateSecretSchema,
  type UpdateWebhookEndpointInput,
  UpdateWebhookEndpointSchema,
  type WebhookEndpointView,
  WebhookEndpointViewSchema,
} from '@turnpike/contracts/management/webhooks';
import type { Actor } from '@turnpike/management/actor';
import type { ManagementContext } from '@turnpike/management/management-context';
import { createWebhookEndpoint } from '@turnpike/management/webhooks/create-webhook-endpoint.use-case';
import { deleteWebhookEndpoint } from '@turnpike/management/webhooks/delete-webhook-endpoint.use-case';
import { getWebhookEndpoint } from '@turnpike/management/webhooks/get-webhook-endpoint.use-case';
import { listWebhookEndpoints } from '@turnpike/management/webhooks/list-webhook-endpoints.use-case';
import { replayUndelivered } from '@turnpike/management/webhooks/replay-undelivered.use-case';
import { rotateWebhookSecret } from '@turnpike/management/webhooks/rotate-webhook-secret.use-case';
import { sendTestEvent } from '@turnpike/management/webhooks/send-test-event.use-case';
import { updateWebhookEndpoint } from '@turnpike/management/webhooks/update-webhook-endpoint.use-case';
import { Documented } from '../bootstrap/documented.decorator.js';
import { MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from '../identity/current-actor.decorator.js';

const Endpoint = WebhookEndpointViewSchema.meta({ id: 'WebhookEndpoint' });
const CreatedEndpoint = CreatedWebhookEndpointViewSchema.meta({ id: 'CreatedWebhookEndpoint' });
const RotatedSecret = RotatedSecretViewSchema.meta({ id: 'RotatedSecret' });
const Replayed = ReplayedViewSchema.meta({ id: 'Replayed' });
const Rotation = RotateSecretSchema.prefault({});

@ApiTags('Webhooks')
@Controller('api/v1/webhook-endpoints')
export class WebhookEndpointsController {
  readonly #context: ManagementContext;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext) {
    this.#context = context;
  }

  @Get()
  @Documented({ summary: 'List webhook endpoints', data: pageSchema(Endpoint) })
  list(
    @CurrentActor() actor: Actor,
    @Query({ schema: ListWebhookEndpointsSchema }) query: ListWebhookEndpointsInput,
  ): Promise<Page<WebhookEndpointView>> {
    return listWebhookEndpoints(this.#context, actor, query);
  }

  @Post()
  @Documented({
    summary: 'Create a webhook endpoint',
    description: 'The secret is in this answer only. The address must be one that anyone on the internet can reach.',
    data: CreatedEndpoint,
    status: 201,
  })
  create(
    @CurrentActor() actor: Actor,
    @Body({ schema: CreateWebhookEndpointSchema }) input: CreateWebhookEndpointInput,
  ): Promise<CreatedWebhookEndpointView> {
    return createWebhookEndpoint(this.#context, actor, input);
  }

  @Get(':id')
  @Documented({ summary: 'Show a webhook endpoint and its health', data: Endpoint })
  get(@CurrentActor() actor: Actor, @Param('id') endpointId: string): Promise<WebhookEndpointView> {
    return getWebhookEndpoint(this.#context, actor, { endpointId });
  }

  @Patch(':id')
  @Documented({
    summary: 'Change, enable or disable a webhook endpoint',
    description: 'What waits for it goes to the new address, and rests while it is disabled.',
    data: Endpoint,
  })
  update(
    @CurrentActor() actor: Actor,
    @Param('id') endpointId: string,
    @Body({ schema: UpdateWebhookEndpointSchema }) changes: UpdateWebhookEndpointInput,
  ): Promise<WebhookEndpointView> {
    return updateWebhookEndpoint(this.#context, actor, { endpointId, changes });
  }

  @Delete(':id')
  @Documented({ summary: 'Delete a webhook endpoint', description: 'What waits for it is cancelled.' })
  async delete(@CurrentActor() actor: Actor, @Param('id') endpointId: string): Promise<null> {
    await deleteWebhookEndpoint(this.#context, actor, { endpointId });
    return null;
  }

  @Post(':id/rotate-secret')
  @Documented({
    summary: 'Give a webhook endpoint a new secret',
    description: 'Shown in this answer only. The one before signs too until the overlap is over.',
    data: RotatedSecret,
    bodyOptional: true,
  })
  rotate(
    @CurrentActor() actor: Actor,
    @Param('id') endpointId: string,
    @Body({ schema: Rotation }) input: RotateSecretInput,
  ): Promise<RotatedSecretView> {
    return rotateWebhookSecret(this.#context, actor, { ...input, endpointId });
  }

  @Post(':id/test')
  @Documented({ summary: 'Send a webhook endpoint a test event' })
  async test(@CurrentActor() actor: Actor, @Param('id') endpointId: string): Promise<null> {
    await sendTestEvent(this.#context, actor, { endpointId });
    return null;
  }

  @Post(':id/replay')
  @Documented({
    summary: 'Send everything again that an endpoint did not get',
    description: 'Since an instant, or all that is kept.',
    data: Replayed,
    bodyOptional: true,
  })
  replay(
    @CurrentActor() actor: Actor,
    @Param('id') endpointId: string,
    @Body({ schema: ReplayUndeliveredSchema.prefault({}) }) input: ReplayUndeliveredInput,
  ): Promise<ReplayedView> {
    return replayUndelivered(this.#context, actor, { ...input, endpointId });
  }
}
