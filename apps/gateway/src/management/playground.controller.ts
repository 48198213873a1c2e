import { Body, Controller, Get, Inject, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  type CreatePlaygroundKeyInput,
  CreatePlaygroundKeySchema,
  type PlaygroundKeyView,
  PlaygroundKeyViewSchema,
} from '@turnpike/contracts/management/keys';
import { type PlaygroundApplicationView, PlaygroundApplicationViewSchema } from '@turnpike/contracts/management/start';
import type { Actor } from '@turnpike/management/actor';
import { createPlaygroundKey } from '@turnpike/management/keys/create-playground-key.use-case';
import type { ManagementContext } from '@turnpike/management/management-context';
import { listPlaygroundApplications } from '@turnpike/management/start/list-playground-applications.use-case';
import { Documented } from '../bootstrap/documented.decorator.js';
import { MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from '../identity/current-actor.decorator.js';

const PlaygroundKey = PlaygroundKeyViewSchema.meta({ id: 'PlaygroundKey' });
const PlaygroundApplication = PlaygroundApplicationViewSchema.meta({ id: 'PlaygroundApplication' });

@ApiTags('Playground')
@Controller('api/v1')
export class PlaygroundController {
  readonly #context: ManagementContext;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext) {
    this.#context = context;
  }

  @Get('tenants/:id/playground')
  @Documented({ summary: 'List applications that have models to try', data: PlaygroundApplication.array() })
  list(@CurrentActor() actor: Actor, @Param('id') tenantId: string): Promise<PlaygroundApplicationView[]> {
    return listPlaygroundApplications(this.#context, actor, { tenantId });
  }

  @Post('playground-keys')
  @Documented({
    summary: 'Take a key of minutes for a browser',
    description: 'For people: one per person, application and environment; asking again ends the one before.',
    data: PlaygroundKey,
    status: 201,
  })
  create(
    @CurrentActor() actor: Actor,
    @Body({ schema: CreatePlaygroundKeySchema }) input: CreatePlaygroundKeyInput,
  ): Promise<PlaygroundKeyView> {
    return createPlaygroundKey(this.#context, actor, input);
  }
}
