import { Body, Controller, Get, Inject, Param, Patch, Post, Query } from '@nestjs/common';
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
  type KeyEventView,
  KeyEventViewSchema,
  KeyUsageQuerySchema,
  type KeyUsageView,
  KeyUsageViewSchema,
  type ListedKeyView,
  ListedKeyViewSchema,
  type ListKeysInput,
  ListKeysSchema,
  type RotateKeyInput,
  RotateKeySchema,
  type UpdateKeyInput,
  UpdateKeySchema,
} from '@turnpike/contracts/management/keys';
import type { Actor } from '@turnpike/management/actor';
import { createKey } from '@turnpike/management/keys/create-key.use-case';
import { disableKey } from '@turnpike/management/keys/disable-key.use-case';
import { enableKey } from '@turnpike/management/keys/enable-key.use-case';
import { getKey } from '@turnpike/management/keys/get-key.use-case';
import { getKeyUsage } from '@turnpike/management/keys/get-key-usage.use-case';
import { listKeyEvents } from '@turnpike/management/keys/list-key-events.use-case';
import { listKeyRotations } from '@turnpike/management/keys/list-key-rotations.use-case';
import { listKeys } from '@turnpike/management/keys/list-keys.use-case';
import { revokeKey } from '@turnpike/management/keys/revoke-key.use-case';
import { rotateKey } from '@turnpike/management/keys/rotate-key.use-case';
import { updateKey } from '@turnpike/management/keys/update-key.use-case';
import type { ManagementContext } from '@turnpike/management/management-context';
import { Documented } from '../bootstrap/documented.decorator.js';
import { MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from '../identity/current-actor.decorator.js';

const Key = KeyViewSchema.meta({ id: 'Key' });
const CreatedKey = CreatedKeyViewSchema.meta({ id: 'CreatedKey' });
const ListedKey = ListedKeyViewSchema.meta({ id: 'ListedKey' });
const KeyUsage = KeyUsageViewSchema.meta({ id: 'KeyUsage' });
const KeyEvent = KeyEventViewSchema.meta({ id: 'KeyEvent' });
const Rotation = RotateKeySchema.prefault({});
const StatusChange = KeyStatusChangeSchema.prefault({});

@ApiTags('Keys')
@Controller('api/v1/keys')
export class KeysController {
  readonly #context: ManagementContext;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext) {
    this.#context = context;
  }

  @Get()
  @Documented({ summary: 'List API keys', data: pageSchema(ListedKey) })
  list(
    @CurrentActor() actor: Actor,
    @Query({ schema: ListKeysSchema }) query: ListKeysInput,
  ): Promise<Page<ListedKeyView>> {
    return listKeys(this.#context, actor, query);
  }

  @Post()
  @Documented({
    summary: 'Create an API key',
    description:
      'The secret is in this answer only. Scopes are products (`assistants`) or operations of them (`assistants:chat.completions`) that the application is subscribed to.',
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

  @Patch(':id')
  @Documented({
    summary: 'Change what an API key is called, when it ends and what it may do',
    description: 'What is left out stays; a list that is given replaces the old one. It holds within a second.',
    data: Key,
  })
  update(
    @CurrentActor() actor: Actor,
    @Param('id') keyId: string,
    @Body({ schema: UpdateKeySchema }) input: UpdateKeyInput,
  ): Promise<KeyView> {
    return updateKey(this.#context, actor, { ...input, keyId });
  }

  @Get(':id/usage')
  @Documented({ summary: 'Show what an API key was used for, by day', data: KeyUsage })
  usage(
    @CurrentActor() actor: Actor,
    @Param('id') keyId: string,
    @Query({ schema: KeyUsageQuerySchema }) { days }: { days: number },
  ): Promise<KeyUsageView> {
    return getKeyUsage(this.#context, actor, { keyId, days });
  }

  @Get(':id/rotations')
  @Documented({ summary: 'List the keys this one replaced and was replaced by', data: Key.array() })
  rotations(@CurrentActor() actor: Actor, @Param('id') keyId: string): Promise<KeyView[]> {
    return listKeyRotations(this.#context, actor, { keyId });
  }

  @Get(':id/events')
  @Documented({ summary: 'List what was done to an API key', data: KeyEvent.array() })
  events(@CurrentActor() actor: Actor, @Param('id') keyId: string): Promise<KeyEventView[]> {
    return listKeyEvents(this.#context, actor, { keyId });
  }

  @Post(':id/rotate')
  @Documented({
    summary: 'Replace an API key by a new one',
    description: 'The old one works on for the overlap. The new secret is in this answer only.',
    data: CreatedKey,
    bodyOptional: true,
    status: 201,
  })
  rotate(
    @CurrentActor() actor: Actor,
    @Param('id') keyId: string,
    @Body({ schema: Rotation }) input: RotateKeyInput,
  ): Promise<CreatedKeyView> {
    return rotateKey(this.#context, actor, { ...input, keyId });
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
