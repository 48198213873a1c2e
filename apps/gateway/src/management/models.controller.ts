import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type ListInput, ListQuerySchema, type Page, pageSchema } from '@turnpike/contracts/management/fields';
import {
  type CreateModelInput,
  CreateModelSchema,
  type ModelView,
  ModelViewSchema,
} from '@turnpike/contracts/management/models';
import type { Actor } from '@turnpike/management/actor';
import type { ManagementContext } from '@turnpike/management/management-context';
import { createModel } from '@turnpike/management/models/create-model.use-case';
import { getModel } from '@turnpike/management/models/get-model.use-case';
import { listModels } from '@turnpike/management/models/list-models.use-case';
import { Documented } from '../bootstrap/documented.decorator.js';
import { MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from '../identity/current-actor.decorator.js';

const Model = ModelViewSchema.meta({ id: 'Model' });

@ApiTags('Models')
@Controller('api/v1/models')
export class ModelsController {
  readonly #context: ManagementContext;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext) {
    this.#context = context;
  }

  @Get()
  @Documented({ summary: 'List models', data: pageSchema(Model) })
  list(@CurrentActor() actor: Actor, @Query({ schema: ListQuerySchema }) query: ListInput): Promise<Page<ModelView>> {
    return listModels(this.#context, actor, query);
  }

  @Post()
  @Documented({ summary: 'Create a model with its targets and upstream cost', data: Model, status: 201 })
  create(
    @CurrentActor() actor: Actor,
    @Body({ schema: CreateModelSchema }) input: CreateModelInput,
  ): Promise<ModelView> {
    return createModel(this.#context, actor, input);
  }

  @Get(':model')
  @Documented({ summary: 'Show a model, by name or id', data: Model })
  get(@CurrentActor() actor: Actor, @Param('model') model: string): Promise<ModelView> {
    return getModel(this.#context, actor, { model });
  }
}
