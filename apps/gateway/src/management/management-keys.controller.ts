import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type ListInput, ListQuerySchema, type Page, pageSchema } from '@turnpike/contracts/management/fields';
import { type CreatedManagementKeyView, CreatedManagementKeyViewSchema } from '@turnpike/contracts/management/identity';
import { type CreateManagementKeyInput, CreateManagementKeySchema } from '@turnpike/contracts/management/identity';
import { type ManagementKeyView, ManagementKeyViewSchema } from '@turnpike/contracts/management/identity';
import type { Actor } from '@turnpike/management/actor';
import type { ManagementContext } from '@turnpike/management/management-context';
import { createManagementKey } from '@turnpike/management/management-keys/create-management-key.use-case';
import { listManagementKeys } from '@turnpike/management/management-keys/list-management-keys.use-case';
import { revokeManagementKey } from '@turnpike/management/management-keys/revoke-management-key.use-case';
import { Documented } from '../bootstrap/documented.decorator.js';
import { MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from '../identity/current-actor.decorator.js';

const ManagementKey = ManagementKeyViewSchema.meta({ id: 'ManagementKey' });
const CreatedManagementKey = CreatedManagementKeyViewSchema.meta({ id: 'CreatedManagementKey' });

@ApiTags('Management keys')
@Controller('api/v1/management-keys')
export class ManagementKeysController {
  readonly #context: ManagementContext;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext) {
    this.#context = context;
  }

  @Get()
  @Documented({ summary: 'List management keys', data: pageSchema(ManagementKey) })
  list(
    @CurrentActor() actor: Actor,
    @Query({ schema: ListQuerySchema }) query: ListInput,
  ): Promise<Page<ManagementKeyView>> {
    return listManagementKeys(this.#context, actor, query);
  }

  @Post()
  @Documented({
    summary: 'Create a management key',
    description: 'The secret is in this answer only.',
    data: CreatedManagementKey,
    status: 201,
  })
  create(
    @CurrentActor() actor: Actor,
    @Body({ schema: CreateManagementKeySchema }) input: CreateManagementKeyInput,
  ): Promise<CreatedManagementKeyView> {
    return createManagementKey(this.#context, actor, input);
  }

  @Post(':id/revoke')
  @Documented({ summary: 'Revoke a management key for good', data: ManagementKey })
  revoke(@CurrentActor() actor: Actor, @Param('id') managementKeyId: string): Promise<ManagementKeyView> {
    return revokeManagementKey(this.#context, actor, { managementKeyId });
  }
}
