import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  type GetOverviewInput,
  GetOverviewSchema,
  type OverviewView,
  OverviewViewSchema,
} from '@turnpike/contracts/management/overview';
import {
  type GetUsageInput,
  GetUsageSchema,
  type UsageView,
  UsageViewSchema,
} from '@turnpike/contracts/management/usage';
import type { Actor } from '@turnpike/management/actor';
import type { ManagementContext } from '@turnpike/management/management-context';
import { getOverview } from '@turnpike/management/overview/get-overview.use-case';
import { getUsage } from '@turnpike/management/usage/get-usage.use-case';
import { Documented } from '../bootstrap/documented.decorator.js';
import { MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from '../identity/current-actor.decorator.js';

const Usage = UsageViewSchema.meta({ id: 'Usage' });
const Overview = OverviewViewSchema.meta({ id: 'Overview' });

@ApiTags('Usage')
@Controller('api/v1')
export class UsageController {
  readonly #context: ManagementContext;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext) {
    this.#context = context;
  }

  @Get('tenants/:id/usage')
  @Documented({
    summary: 'Show a tenant’s usage',
    description: 'Requests, tokens and spend over time, divided by model, application, key or environment.',
    data: Usage,
  })
  usage(
    @CurrentActor() actor: Actor,
    @Param('id') tenantId: string,
    @Query({ schema: GetUsageSchema }) query: GetUsageInput,
  ): Promise<UsageView> {
    return getUsage(this.#context, actor, { ...query, tenantId });
  }

  @Get('overview')
  @Documented({
    summary: 'Show the platform at a glance',
    description: 'Traffic, errors, spend, cost, margin, latency and what waits; for platform admins.',
    data: Overview,
  })
  overview(
    @CurrentActor() actor: Actor,
    @Query({ schema: GetOverviewSchema }) query: GetOverviewInput,
  ): Promise<OverviewView> {
    return getOverview(this.#context, actor, query);
  }
}
