import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Page, pageSchema } from '@turnpike/contracts/management/fields';
import {
  type ListTenantSummariesInput,
  ListTenantSummariesSchema,
  type TenantSummaryView,
  TenantSummaryViewSchema,
} from '@turnpike/contracts/management/tenants';
import type { Actor } from '@turnpike/management/actor';
import type { ManagementContext } from '@turnpike/management/management-context';
import { listTenantSummaries } from '@turnpike/management/tenants/list-tenant-summaries.use-case';
import { Documented } from '../bootstrap/documented.decorator.js';
import { MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from '../identity/current-actor.decorator.js';

const TenantSummary = TenantSummaryViewSchema.meta({ id: 'TenantSummary' });

@ApiTags('Platform')
@Controller('api/v1/platform/tenants')
export class PlatformTenantsController {
  readonly #context: ManagementContext;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext) {
    this.#context = context;
  }

  @Get()
  @Documented({
    summary: 'List all tenants with balance and spend',
    description: 'Newest first; `q` finds by name, slug or id. Spend is that of live calls in the last 30 days.',
    data: pageSchema(TenantSummary),
  })
  list(
    @CurrentActor() actor: Actor,
    @Query({ schema: ListTenantSummariesSchema }) query: ListTenantSummariesInput,
  ): Promise<Page<TenantSummaryView>> {
    return listTenantSummaries(this.#context, actor, query);
  }
}
