import { Body, Controller, Delete, Get, Inject, Param, Post } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import {
  type CreateRegistrationTokenInput,
  CreateRegistrationTokenSchema,
  type InstancesView,
  InstancesViewSchema,
  type NewRegistrationTokenView,
  NewRegistrationTokenViewSchema,
  type RegistrationTokenView,
  RegistrationTokenViewSchema,
} from '@turnpike/contracts/management/discovery';
import type { Actor } from '@turnpike/management/actor';
import { createRegistrationToken } from '@turnpike/management/instances/create-registration-token.use-case';
import { listInstances } from '@turnpike/management/instances/list-instances.use-case';
import { listRegistrationTokens } from '@turnpike/management/instances/list-registration-tokens.use-case';
import { revokeRegistrationToken } from '@turnpike/management/instances/revoke-registration-token.use-case';
import type { ManagementContext } from '@turnpike/management/management-context';
import { z } from 'zod';
import { Documented } from '../bootstrap/documented.decorator.js';
import { MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from '../identity/current-actor.decorator.js';

const Token = RegistrationTokenViewSchema.meta({ id: 'RegistrationToken' });

@ApiTags('Providers')
@Controller('api/v1/providers/:provider')
export class RegistrationTokensController {
  readonly #context: ManagementContext;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext) {
    this.#context = context;
  }

  @Get('instances')
  @Documented({
    summary: 'List the instances of a provider that are known now',
    description: 'As the gateway process that answers knows them; another one knows of a change within a second.',
    data: InstancesViewSchema,
  })
  instances(@CurrentActor() actor: Actor, @Param('provider') provider: string): Promise<InstancesView> {
    return listInstances(this.#context, actor, { provider });
  }

  @Get('registration-tokens')
  @Documented({
    summary: 'List the tokens with which a provider’s instances register themselves',
    data: z.object({ items: Token.array() }),
  })
  list(@CurrentActor() actor: Actor, @Param('provider') provider: string): Promise<{ items: RegistrationTokenView[] }> {
    return listRegistrationTokens(this.#context, actor, { provider });
  }

  @Post('registration-tokens')
  @Documented({
    summary: 'Create a token with which instances register themselves',
    description: 'Its secret is shown this once.',
    data: NewRegistrationTokenViewSchema,
    status: 201,
  })
  create(
    @CurrentActor() actor: Actor,
    @Param('provider') provider: string,
    @Body({ schema: CreateRegistrationTokenSchema }) input: CreateRegistrationTokenInput,
  ): Promise<NewRegistrationTokenView> {
    return createRegistrationToken(this.#context, actor, { ...input, provider });
  }

  @Delete('registration-tokens/:id')
  @ApiParam({ name: 'provider', type: String })
  @ApiParam({ name: 'id', type: String })
  @Documented({
    summary: 'Revoke a registration token',
    description: 'Refused from its next use on. Instances that registered with it stay until their time is up.',
  })
  revoke(
    @CurrentActor() actor: Actor,
    @Param() { provider, id: tokenId }: { provider: string; id: string },
  ): Promise<void> {
    return revokeRegistrationToken(this.#context, actor, { provider, tokenId });
  }
}
