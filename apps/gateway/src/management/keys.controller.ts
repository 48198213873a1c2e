import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Page, pageSchema } from '@turnpike/contracts/management/fields';
import {
  CreatedKeyViewSchema,
  type CreatedKeyView,
  type CreateKeyInput,
  CreateKeySchema,
} from '@turnpike/contracts/management/keys';
import {
  KeyStatusChangeSchema,
  type KeyView,
  KeyViewSchema,
  type ListKeysInput,
  ListKeysSchema,
} from '@turnpike/contracts/management/keys';
import type { Actor } from '@turnpike/management/actor';
import { createKey } from '@turnpike/management/keys/create-key.use-case';
import { disableKey } from '@turnpike/management/keys/disable-key.use-case';
import { enableKey } from '@turnpike/management/keys/enable-key.use-case';
import { getKey } from '@turnpike/management/keys/get-key.use-case';
import { listKeys } from '@turnpike/management/keys/list-keys.use-case';
import { revokeKey } from '@turnpike/management/keys/revoke-key.use-case';
import type { ManagementContext } from '@turnpike/management/management-context';
import { Documented } from '../bootstrap/documented.decorator.js';
import { MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from '../identity/current-actor.decorator.js';

const Key = KeyViewSchema.meta({ id: 'Key' });
const CreatedKey = CreatedKeyViewSchema.meta({ id: 'CreatedKey' });
const StatusChange = KeyStatusChangeSchema.prefault({});

@ApiTags('Keys')
@Controller('api/v1/keys')
export class KeysController {
  readonly #context: ManagementContext;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext) {
    this.#context = context;
  }

  @Get()
  @Documented({ summary: 'List API keys', data: pageSchema(Key) })
  list(@CurrentActor() actor: Actor, @Query({ schema: ListKeysSchema }) query: ListKeysInput): Promise<Page<KeyView>> {
    return listKeys(this.#context, actor, query);
  }

  @Post()
  @Documented({
    summary: 'Create an API key',
    description: 'The secret is in this answer only.',
    data: CreatedKey,
    status: 201,
  })
  create(
    @CurrentActor() actor: Actor,
    @Body({ schema: CreateKeySchema }) input: CreateKeyInput,
  ): Promise<CreatedKeyView> {
    return createKey(this.#context, actor, input);
  }

  @Get(':id')
  @Documented({ summary: 'Show an API key, without its secret', data: Key })
  get(@CurrentActor() actor: Actor, @Param('id') keyId: string): Promise<KeyView> {
    return getKey(this.#context, actor, { keyId });
  }

  @Post(':id/revoke')
  @Documented({ summary: 'Revoke an API key for good', data: Key, bodyOptional: true })
  revoke(
    @CurrentActor() actor: Actor,
    @Param('id') keyId: string,
    @Body({ schema: StatusChange }) { reason }: { reason: string },
  ): Promise<KeyView> {
    return revokeKey(this.#context, actor, { keyId, reason });
  }

  @Post(':id/disable')
  @Documented({ summary: 'Disable an API key until it is enabled again', data: Key, bodyOptional: true })
  disable(
    @CurrentActor() actor: Actor,
    @Param('id') keyId: string,
    @Body({ schema: StatusChange }) { reason }: { reason: string },
  ): Promise<KeyView> {
    return disableKey(this.#context, actor, { keyId, reason });
  }

  @Post(':id/enable')
  @Documented({ summary: 'Enable a disabled API key', data: Key, bodyOptional: true })
  enable(
    @CurrentActor() actor: Actor,
    @Param('id') keyId: string,
    @Body({ schema: StatusChange }) { reason }: { reason: string },
  ): Promise<KeyView> {
    return enableKey(this.#context, actor, { keyId, reason });
  }
}
