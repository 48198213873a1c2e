import { Body, Controller, Get, Inject, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { type Page, pageSchema } from '@turnpike/contracts/management/fields';
import {
  type CreateModelInput,
  CreateModelSchema,
  type ModelView,
  ModelViewSchema,
} from '@turnpike/contracts/management/models';
import { type CreateModelCostInput, CreateModelCostSchema } from '@turnpike/contracts/management/models';
import { type ListModelsInput, ListModelsSchema } from '@turnpike/contracts/management/models';
import { type TargetInput, TargetSchema } from '@turnpike/contracts/management/models';
import { type UpdateModelInput, UpdateModelSchema } from '@turnpike/contracts/management/models';
import { type UpdateTargetInput, UpdateTargetSchema } from '@turnpike/contracts/management/models';
import { type RoutingPolicy, UpdateRoutingSchema } from '@turnpike/contracts/management/routing';
import { type ModelTestView, ModelTestViewSchema } from '@turnpike/contracts/management/provider-tests';
import { type TestModelInput, TestModelSchema } from '@turnpike/contracts/management/provider-tests';
import type { Actor } from '@turnpike/management/actor';
import type { ManagementContext } from '@turnpike/management/management-context';
import { addModelCost } from '@turnpike/management/models/add-model-cost.use-case';
import { addTarget } from '@turnpike/management/models/add-target.use-case';
import { addTargetCost } from '@turnpike/management/models/add-target-cost.use-case';
import { createModel } from '@turnpike/management/models/create-model.use-case';
import { getModel } from '@turnpike/management/models/get-model.use-case';
import { listModels } from '@turnpike/management/models/list-models.use-case';
import { testModel } from '@turnpike/management/models/test-model.use-case';
import { updateModel } from '@turnpike/management/models/update-model.use-case';
import { updateRouting } from '@turnpike/management/models/update-routing.use-case';
import { updateTarget } from '@turnpike/management/models/update-target.use-case';
import { Documented } from '../bootstrap/documented.decorator.js';
import { MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from '../identity/current-actor.decorator.js';
import { EgressProbe } from './provider-probe.js';

const Model = ModelViewSchema.meta({ id: 'Model' });
const ModelTest = ModelTestViewSchema.meta({ id: 'ModelTest' });

@ApiTags('Models')
@Controller('api/v1/models')
export class ModelsController {
  readonly #context: ManagementContext;

  readonly #probe: EgressProbe;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext, @Inject(EgressProbe) probe: EgressProbe) {
    this.#context = context;
    this.#probe = probe;
  }

  @Get()
  @Documented({ summary: 'List models', data: pageSchema(Model) })
  list(
    @CurrentActor() actor: Actor,
    @Query({ schema: ListModelsSchema }) query: ListModelsInput,
  ): Promise<Page<ModelView>> {
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

  @Patch(':model')
  @Documented({ summary: 'Change a model', description: 'Its name stays: callers have it in their code.', data: Model })
  update(
    @CurrentActor() actor: Actor,
    @Param('model') model: string,
    @Body({ schema: UpdateModelSchema }) changes: UpdateModelInput,
  ): Promise<ModelView> {
    return updateModel(this.#context, actor, { model, changes });
  }

  @Post(':model/targets')
  @Documented({ summary: 'Add a place that serves the model', data: Model, status: 201 })
  addTarget(
    @CurrentActor() actor: Actor,
    @Param('model') model: string,
    @Body({ schema: TargetSchema }) target: TargetInput,
  ): Promise<ModelView> {
    return addTarget(this.#context, actor, { model, target });
  }

  @Patch(':model/targets/:target')
  @ApiParam({ name: 'model', type: String })
  @ApiParam({ name: 'target', type: String })
  @Documented({ summary: 'Change a target’s weight, status or upstream name', data: Model })
  updateTarget(
    @CurrentActor() actor: Actor,
    @Param() { model, target: targetId }: { model: string; target: string },
    @Body({ schema: UpdateTargetSchema }) changes: UpdateTargetInput,
  ): Promise<ModelView> {
    return updateTarget(this.#context, actor, { model, targetId, changes });
  }

  @Put(':model/routing')
  @Documented({
    summary: 'Set how a model’s calls find a target',
    description:
      'The whole policy at once, in force from the next call on. Null gives back the routing of a model that nobody set one for: all its targets in one pool, by weight.',
    data: Model,
  })
  setRouting(
    @CurrentActor() actor: Actor,
    @Param('model') model: string,
    @Body({ schema: UpdateRoutingSchema }) { routing }: { routing: RoutingPolicy | null },
  ): Promise<ModelView> {
    return updateRouting(this.#context, actor, { model, routing });
  }

  @Post(':model/costs')
  @Documented({
    summary: 'Say what the model costs upstream from an instant on',
    description: 'Earlier costs stay. Without effectiveFrom it holds from now on.',
    data: Model,
    status: 201,
  })
  addCost(
    @CurrentActor() actor: Actor,
    @Param('model') model: string,
    @Body({ schema: CreateModelCostSchema }) version: CreateModelCostInput,
  ): Promise<ModelView> {
    return addModelCost(this.#context, actor, { model, version });
  }

  @Post(':model/targets/:target/costs')
  @ApiParam({ name: 'model', type: String })
  @ApiParam({ name: 'target', type: String })
  @Documented({
    summary: 'Say what one target costs upstream from an instant on',
    description:
      'From then on its own costs stand in the place of all of the model’s, also for units that they don’t name.',
    data: Model,
    status: 201,
  })
  addTargetCost(
    @CurrentActor() actor: Actor,
    @Param() { model, target: targetId }: { model: string; target: string },
    @Body({ schema: CreateModelCostSchema }) version: CreateModelCostInput,
  ): Promise<ModelView> {
    return addTargetCost(this.#context, actor, { model, targetId, version });
  }

  @Post(':model/test')
  @Documented({
    summary: 'Try a model at each of its targets',
    description: 'Really calls them, within 15 seconds each, and charges nobody. Read `ok` and each `error`.',
    data: ModelTest,
    bodyOptional: true,
  })
  test(
    @CurrentActor() actor: Actor,
    @Param('model') model: string,
    @Body({ schema: TestModelSchema.prefault({}) }) request: TestModelInput,
  ): Promise<ModelTestView> {
    return testModel(this.#context, actor, { model, request, probe: this.#probe });
  }
}
