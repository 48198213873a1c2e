import { Body, Controller, Delete, Get, Inject, Param, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Page, pageSchema } from '@turnpike/contracts/management/fields';
import {
  type LimitOverrideView,
  LimitOverrideViewSchema,
  type LimitStatesView,
  LimitStatesViewSchema,
  type LimitsView,
  LimitsViewSchema,
  type ListLimitOverridesInput,
  ListLimitOverridesSchema,
  type ListLimitStatesInput,
  ListLimitStatesSchema,
  type SetLimitOverrideInput,
  SetLimitOverrideSchema,
  type SetLimitsInput,
  SetLimitsSchema,
  type SetTenantWeightInput,
  SetTenantWeightSchema,
  type TenantWeightView,
  TenantWeightViewSchema,
} from '@turnpike/contracts/management/limits';
import type { Actor } from '@turnpike/management/actor';
import { getLimitOverride } from '@turnpike/management/limits/get-limit-override.use-case';
import { getLimits } from '@turnpike/management/limits/get-limits.use-case';
import { getTenantWeight } from '@turnpike/management/limits/get-tenant-weight.use-case';
import { listLimitOverrides } from '@turnpike/management/limits/list-limit-overrides.use-case';
import { listLimitStates } from '@turnpike/management/limits/list-limit-states.use-case';
import { removeLimitOverride } from '@turnpike/management/limits/remove-limit-override.use-case';
import { setLimitOverride } from '@turnpike/management/limits/set-limit-override.use-case';
import { setLimits } from '@turnpike/management/limits/set-limits.use-case';
import { setTenantWeight } from '@turnpike/management/limits/set-tenant-weight.use-case';
import type { ManagementContext } from '@turnpike/management/management-context';
import { Documented } from '../bootstrap/documented.decorator.js';
import { MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from '../identity/current-actor.decorator.js';

const Limits = LimitsViewSchema.meta({ id: 'Limits' });
const States = LimitStatesViewSchema.meta({ id: 'LimitStates' });
const Override = LimitOverrideViewSchema.meta({ id: 'LimitOverride' });
const Weight = TenantWeightViewSchema.meta({ id: 'TenantWeight' });

const REPLACES =
  'All of them at once; an empty list takes them away. They hold from the next call on, beside those of the plan and of other levels: the tightest decides. Quotas and budgets begin with what their running period has used already.';

/** Limits that tenants set on themselves, those that admins set for a subscription, and how all of them stand. */
@ApiTags('Limits')
@Controller('api/v1')
export class LimitsController {
  readonly #context: ManagementContext;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext) {
    this.#context = context;
  }

  @Get('limits')
  @Documented({
    summary: 'Show how every limit of an application’s calls stands',
    description:
      'Of its tenant, of itself, of its subscriptions’ plans or what overrides them, and with `keyId` of that key. 503 `limits_unavailable` while the store that counts can’t be reached.',
    data: States,
  })
  states(
    @CurrentActor() actor: Actor,
    @Query({ schema: ListLimitStatesSchema }) query: ListLimitStatesInput,
  ): Promise<LimitStatesView> {
    return listLimitStates(this.#context, actor, query);
  }

  @Get('tenants/:id/limits')
  @Documented({ summary: 'Show a tenant’s own limits', data: Limits })
  ofTenant(@CurrentActor() actor: Actor, @Param('id') tenantId: string): Promise<LimitsView> {
    return getLimits(this.#context, actor, { owner: { tenantId } });
  }

  @Put('tenants/:id/limits')
  @Documented({ summary: 'Set a tenant’s own limits', description: REPLACES, data: Limits })
  setOfTenant(
    @CurrentActor() actor: Actor,
    @Param('id') tenantId: string,
    @Body({ schema: SetLimitsSchema }) input: SetLimitsInput,
  ): Promise<LimitsView> {
    return setLimits(this.#context, actor, { ...input, owner: { tenantId } });
  }

  @Get('applications/:id/limits')
  @Documented({ summary: 'Show an application’s own limits', data: Limits })
  ofApplication(@CurrentActor() actor: Actor, @Param('id') applicationId: string): Promise<LimitsView> {
    return getLimits(this.#context, actor, { owner: { applicationId } });
  }

  @Put('applications/:id/limits')
  @Documented({ summary: 'Set an application’s own limits', description: REPLACES, data: Limits })
  setOfApplication(
    @CurrentActor() actor: Actor,
    @Param('id') applicationId: string,
    @Body({ schema: SetLimitsSchema }) input: SetLimitsInput,
  ): Promise<LimitsView> {
    return setLimits(this.#context, actor, { ...input, owner: { applicationId } });
  }

  @Get('keys/:id/limits')
  @Documented({ summary: 'Show a key’s own limits', data: Limits })
  ofKey(@CurrentActor() actor: Actor, @Param('id') keyId: string): Promise<LimitsView> {
    return getLimits(this.#context, actor, { owner: { keyId } });
  }

  @Put('keys/:id/limits')
  @Documented({ summary: 'Set a key’s own limits', description: REPLACES, data: Limits })
  setOfKey(
    @CurrentActor() actor: Actor,
    @Param('id') keyId: string,
    @Body({ schema: SetLimitsSchema }) input: SetLimitsInput,
  ): Promise<LimitsView> {
    return setLimits(this.#context, actor, { ...input, owner: { keyId } });
  }

  @Get('limit-overrides')
  @Documented({ summary: 'List what holds instead of plans’ limits', data: pageSchema(Override) })
  overrides(
    @CurrentActor() actor: Actor,
    @Query({ schema: ListLimitOverridesSchema }) query: ListLimitOverridesInput,
  ): Promise<Page<LimitOverrideView>> {
    return listLimitOverrides(this.#context, actor, query);
  }

  @Get('subscriptions/:id/limit-override')
  @Documented({ summary: 'Show what holds instead of the plan’s limits', data: Override })
  override(@CurrentActor() actor: Actor, @Param('id') subscriptionId: string): Promise<LimitOverrideView> {
    return getLimitOverride(this.#context, actor, { subscriptionId });
  }

  @Put('subscriptions/:id/limit-override')
  @Documented({
    summary: 'Put limits in the place of the plan’s',
    description:
      'At once, until `endsAt` or until they are taken away; the tenant sees the reason. For platform admins.',
    data: Override,
  })
  setOverride(
    @CurrentActor() actor: Actor,
    @Param('id') subscriptionId: string,
    @Body({ schema: SetLimitOverrideSchema }) input: SetLimitOverrideInput,
  ): Promise<LimitOverrideView> {
    return setLimitOverride(this.#context, actor, { ...input, subscriptionId });
  }

  @Delete('subscriptions/:id/limit-override')
  @Documented({ summary: 'Give the plan’s own limits back', description: 'For platform admins.' })
  removeOverride(@CurrentActor() actor: Actor, @Param('id') subscriptionId: string): Promise<void> {
    return removeLimitOverride(this.#context, actor, { subscriptionId });
  }

  @Get('tenants/:id/weight')
  @Documented({ summary: 'Show a tenant’s share where a model’s capacity is short', data: Weight })
  weight(@CurrentActor() actor: Actor, @Param('id') tenantId: string): Promise<TenantWeightView> {
    return getTenantWeight(this.#context, actor, { tenantId });
  }

  @Put('tenants/:id/weight')
  @Documented({
    summary: 'Set a tenant’s share where a model’s capacity is short',
    description: 'A tenant of 3 is let in three times as often as one of 1. For platform admins.',
    data: Weight,
  })
  setWeight(
    @CurrentActor() actor: Actor,
    @Param('id') tenantId: string,
    @Body({ schema: SetTenantWeightSchema }) input: SetTenantWeightInput,
  ): Promise<TenantWeightView> {
    return setTenantWeight(this.#context, actor, { ...input, tenantId });
  }
}
