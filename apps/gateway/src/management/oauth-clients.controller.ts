import { Body, Controller, Get, Inject, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Page, pageSchema } from '@turnpike/contracts/management/fields';
import {
  type CreatedOAuthClientView,
  CreatedOAuthClientViewSchema,
  type CreateOAuthClientInput,
  CreateOAuthClientSchema,
  type ListOAuthClientsInput,
  ListOAuthClientsSchema,
  OAuthClientStatusChangeSchema,
  type OAuthClientView,
  OAuthClientViewSchema,
  type RotateClientSecretInput,
  RotateClientSecretSchema,
  type RotatedClientSecretView,
  RotatedClientSecretViewSchema,
  type UpdateOAuthClientInput,
  UpdateOAuthClientSchema,
} from '@turnpike/contracts/management/oauth';
import type { Actor } from '@turnpike/management/actor';
import type { ManagementContext } from '@turnpike/management/management-context';
import { createOAuthClient } from '@turnpike/management/oauth/create-oauth-client.use-case';
import { disableOAuthClient } from '@turnpike/management/oauth/disable-oauth-client.use-case';
import { enableOAuthClient } from '@turnpike/management/oauth/enable-oauth-client.use-case';
import { getOAuthClient } from '@turnpike/management/oauth/get-oauth-client.use-case';
import { listOAuthClients } from '@turnpike/management/oauth/list-oauth-clients.use-case';
import { revokeOAuthClient } from '@turnpike/management/oauth/revoke-oauth-client.use-case';
import { rotateClientSecret } from '@turnpike/management/oauth/rotate-client-secret.use-case';
import { updateOAuthClient } from '@turnpike/management/oauth/update-oauth-client.use-case';
import { Documented } from '../bootstrap/documented.decorator.js';
import { MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from '../identity/current-actor.decorator.js';

const Client = OAuthClientViewSchema.meta({ id: 'OAuthClient' });
const CreatedClient = CreatedOAuthClientViewSchema.meta({ id: 'CreatedOAuthClient' });
const RotatedSecret = RotatedClientSecretViewSchema.meta({ id: 'RotatedClientSecret' });
const StatusChange = OAuthClientStatusChangeSchema.prefault({});

@ApiTags('OAuth')
@Controller('api/v1/oauth-clients')
export class OAuthClientsController {
  readonly #context: ManagementContext;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext) {
    this.#context = context;
  }

  @Get()
  @Documented({ summary: 'List OAuth clients', data: pageSchema(Client) })
  list(
    @CurrentActor() actor: Actor,
    @Query({ schema: ListOAuthClientsSchema }) query: ListOAuthClientsInput,
  ): Promise<Page<OAuthClientView>> {
    return listOAuthClients(this.#context, actor, query);
  }

  @Post()
  @Documented({
    summary: 'Create an OAuth client',
    description: 'The secret, where the client shows one, is in this answer only.',
    data: CreatedClient,
    status: 201,
  })
  create(
    @CurrentActor() actor: Actor,
    @Body({ schema: CreateOAuthClientSchema }) input: CreateOAuthClientInput,
  ): Promise<CreatedOAuthClientView> {
    return createOAuthClient(this.#context, actor, input);
  }

  @Get(':id')
  @Documented({ summary: 'Show an OAuth client', data: Client })
  get(@CurrentActor() actor: Actor, @Param('id') clientId: string): Promise<OAuthClientView> {
    return getOAuthClient(this.#context, actor, { clientId });
  }

  @Patch(':id')
  @Documented({
    summary: 'Change an OAuth client',
    description: 'Tokens it has already may do no more than it may now, within a second.',
    data: Client,
  })
  update(
    @CurrentActor() actor: Actor,
    @Param('id') clientId: string,
    @Body({ schema: UpdateOAuthClientSchema }) changes: UpdateOAuthClientInput,
  ): Promise<OAuthClientView> {
    return updateOAuthClient(this.#context, actor, { clientId, changes });
  }

  @Post(':id/rotate-secret')
  @Documented({
    summary: 'Give an OAuth client a new secret',
    description: 'Shown in this answer only. The one before works until the overlap is over.',
    data: RotatedSecret,
    bodyOptional: true,
  })
  rotate(
    @CurrentActor() actor: Actor,
    @Param('id') clientId: string,
    @Body({ schema: RotateClientSecretSchema.prefault({}) }) input: RotateClientSecretInput,
  ): Promise<RotatedClientSecretView> {
    return rotateClientSecret(this.#context, actor, { ...input, clientId });
  }

  @Post(':id/disable')
  @Documented({ summary: 'Disable an OAuth client', data: Client, bodyOptional: true })
  disable(
    @CurrentActor() actor: Actor,
    @Param('id') clientId: string,
    @Body({ schema: StatusChange }) input: { reason: string },
  ): Promise<OAuthClientView> {
    return disableOAuthClient(this.#context, actor, { ...input, clientId });
  }

  @Post(':id/enable')
  @Documented({ summary: 'Enable an OAuth client', data: Client, bodyOptional: true })
  enable(
    @CurrentActor() actor: Actor,
    @Param('id') clientId: string,
    @Body({ schema: StatusChange }) input: { reason: string },
  ): Promise<OAuthClientView> {
    return enableOAuthClient(this.#context, actor, { ...input, clientId });
  }

  @Post(':id/revoke')
  @Documented({
    summary: 'Revoke an OAuth client',
    description: 'For good, with everything that people allowed it.',
    data: Client,
    bodyOptional: true,
  })
  revoke(
    @CurrentActor() actor: Actor,
    @Param('id') clientId: string,
    @Body({ schema: StatusChange }) input: { reason: string },
  ): Promise<OAuthClientView> {
    return revokeOAuthClient(this.#context, actor, { ...input, clientId });
  }
}
