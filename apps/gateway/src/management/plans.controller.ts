import { Body, Controller, Delete, Get, Inject, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Page, pageSchema } from '@turnpike/contracts/management/fields';
import {
  type CreatePlanInput,
  CreatePlanSchema,
  type CreatePlanVersionInput,
} from '@turnpike/contracts/management/plans';
import { CreatePlanVersionSchema, type ListPlansInput, ListPlansSchema } from '@turnpike/contracts/management/plans';
import { type PlanView, PlanViewSchema } from '@turnpike/contracts/management/plans';
import { type UpdatePlanInput, UpdatePlanSchema } from '@turnpike/contracts/management/plans';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '@turnpike/management/actor';
import type { ManagementContext } from '@turnpike/management/management-context';
import { createPlanVersion } from '@turnpike/management/plans/create-plan-version.use-case';
import { createPlan } from '@turnpike/management/plans/create-plan.use-case';
import { deletePlanVersion } from '@turnpike/management/plans/delete-plan-version.use-case';
import { getPlan } from '@turnpike/management/plans/get-plan.use-case';
import { listPlans } from '@turnpike/management/plans/list-plans.use-case';
import { updatePlan } from '@turnpike/management/plans/update-plan.use-case';
import { Documented } from '../bootstrap/documented.decorator.js';
import { MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from '../identity/current-actor.decorator.js';

const Plan = PlanViewSchema.meta({ id: 'Plan' });

@ApiTags('Plans')
@Controller('api/v1/plans')
export class PlansController {
  readonly #context: ManagementContext;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext) {
    this.#context = context;
  }

  @Get()
  @Documented({ summary: 'List plans', data: pageSchema(Plan) })
  list(
    @CurrentActor() actor: Actor,
    @Query({ schema: ListPlansSchema }) query: ListPlansInput,
  ): Promise<Page<PlanView>> {
    return listPlans(this.#context, actor, query);
  }

  @Post()
  @Documented({
    summary: 'Create a plan of a product',
    description: 'Amounts are decimal strings for one unit. A price with a model goes before the one without.',
    data: Plan,
    status: 201,
  })
  create(@CurrentActor() actor: Actor, @Body({ schema: CreatePlanSchema }) input: CreatePlanInput): Promise<PlanView> {
    return createPlan(this.#context, actor, input);
  }

  @Get(':plan')
  @Documented({ summary: 'Show a plan with all its versions', data: Plan })
  get(@CurrentActor() actor: Actor, @Param('plan') plan: string): Promise<PlanView> {
    return getPlan(this.#context, actor, { plan });
  }

  @Post(':plan/versions')
  @Documented({
    summary: 'Give a plan new prices and limits',
    description: 'Versions never change; the new one takes over at its effectiveFrom, now or later.',
    data: Plan,
    status: 201,
  })
  createVersion(
    @CurrentActor() actor: Actor,
    @Param('plan') plan: string,
    @Body({ schema: CreatePlanVersionSchema }) input: CreatePlanVersionInput,
  ): Promise<PlanView> {
    return createPlanVersion(this.#context, actor, { plan, version: input });
  }

  @Patch(':plan')
  @Documented({ summary: 'Change a plan’s words, or whether it takes new subscriptions', data: Plan })
  update(
    @CurrentActor() actor: Actor,
    @Param('plan') plan: string,
    @Body({ schema: UpdatePlanSchema }) changes: UpdatePlanInput,
  ): Promise<PlanView> {
    return updatePlan(this.#context, actor, { plan, changes });
  }

  @Delete(':plan/versions/:version')
  @Documented({ summary: 'Take back a version that is planned and not yet in force', data: Plan })
  deleteVersion(
    @CurrentActor() actor: Actor,
    @Param('plan') plan: string,
    @Param('version') version: string,
  ): Promise<PlanView> {
    return deletePlanVersion(this.#context, actor, { plan, version: versionNumber(version) });
  }
}

/** What is no number names no version. */
function versionNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new ApiError('not_found');
  return Number(text);
}
