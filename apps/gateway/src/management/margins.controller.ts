import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ListMarginsSchema, type ModelMarginView, ModelMarginViewSchema } from '@turnpike/contracts/management/margins';
import type { Actor } from '@turnpike/management/actor';
import type { ManagementContext } from '@turnpike/management/management-context';
import { listMargins } from '@turnpike/management/models/list-margins.use-case';
import { z } from 'zod';
import { Documented } from '../bootstrap/documented.decorator.js';
import { MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from '../identity/current-actor.decorator.js';

const ModelMargin = ModelMarginViewSchema.meta({ id: 'ModelMargin' });

@ApiTags('Models')
@Controller('api/v1/margins')
export class MarginsController {
  readonly #context: ManagementContext;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext) {
    this.#context = context;
  }

  @Get()
  @Documented({
    summary: 'Show what is earned on models',
    description: 'Each plan’s price in force now against the upstream cost, unit by unit; never across currencies.',
    data: z.array(ModelMargin),
  })
  list(
    @CurrentActor() actor: Actor,
    @Query({ schema: ListMarginsSchema }) { model: models }: { model: string[] },
  ): Promise<ModelMarginView[]> {
    return listMargins(this.#context, actor, { models });
  }
}
