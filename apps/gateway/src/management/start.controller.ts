import { Body, Controller, Get, Inject, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CreatedKeyViewSchema, type CreatedKeyView } from '@turnpike/contracts/management/keys';
import {
  type CreateFirstKeyInput,
  CreateFirstKeySchema,
  type StartView,
  StartViewSchema,
} from '@turnpike/contracts/management/start';
import type { Actor } from '@turnpike/management/actor';
import type { ManagementContext } from '@turnpike/management/management-context';
import { createFirstKey } from '@turnpike/management/start/create-first-key.use-case';
import { getStart } from '@turnpike/management/start/get-start.use-case';
import { Documented } from '../bootstrap/documented.decorator.js';
import { MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from '../identity/current-actor.decorator.js';

const Start = StartViewSchema.meta({ id: 'Start' });
const CreatedKey = CreatedKeyViewSchema.meta({ id: 'CreatedKey' });

@ApiTags('Tenants')
@Controller('api/v1/tenants/:id/start')
export class StartController {
  readonly #context: ManagementContext;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext) {
    this.#context = context;
  }

  @Get()
  @Documented({ summary: 'Show how far a tenant is on the way to its first call', data: Start })
  get(@CurrentActor() actor: Actor, @Param('id') tenantId: string): Promise<StartView> {
    return getStart(this.#context, actor, { tenantId });
  }

  @Post()
  @Documented({
    summary: 'Make a key that works, with an application and a free subscription where they are missing',
    description: 'The secret is in this answer only.',
    data: CreatedKey,
    bodyOptional: true,
    status: 201,
  })
  create(
    @CurrentActor() actor: Actor,
    @Param('id') tenantId: string,
    @Body({ schema: CreateFirstKeySchema.prefault({}) }) input: CreateFirstKeyInput,
  ): Promise<CreatedKeyView> {
    return createFirstKey(this.#context, actor, { ...input, tenantId });
  }
}
