import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type ListInput, ListQuerySchema, type Page, pageSchema } from '@turnpike/contracts/management/fields';
import {
  type CreateTenantInput,
  CreateTenantSchema,
  TenantStatusChangeSchema,
} from '@turnpike/contracts/management/tenants';
import { type TenantView, TenantViewSchema } from '@turnpike/contracts/management/tenants';
import type { Actor } from '@turnpike/management/actor';
import type { ManagementContext } from '@turnpike/management/management-context';
import { createTenant } from '@turnpike/management/tenants/create-tenant.use-case';
import { getTenant } from '@turnpike/management/tenants/get-tenant.use-case';
import { listTenants } from '@turnpike/management/tenants/list-tenants.use-case';
import { resumeTenant } from '@turnpike/management/tenants/resume-tenant.use-case';
import { suspendTenant } from '@turnpike/management/tenants/suspend-tenant.use-case';
import { Documented } from '../bootstrap/documented.decorator.js';
import { MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from '../identity/current-actor.decorator.js';

const Tenant = TenantViewSchema.meta({ id: 'Tenant' });
const StatusChange = TenantStatusChangeSchema.prefault({});

@ApiTags('Tenants')
@Controller('api/v1/tenants')
export class TenantsController {
  readonly #context: ManagementContext;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext) {
    this.#context = context;
  }

  @Get()
  @Documented({
    summary: 'List tenants',
    description: 'A member sees the tenants they belong to.',
    data: pageSchema(Tenant),
  })
  list(@CurrentActor() actor: Actor, @Query({ schema: ListQuerySchema }) query: ListInput): Promise<Page<TenantView>> {
    return listTenants(this.#context, actor, query);
  }

  @Post()
  @Documented({ summary: 'Create a tenant', data: Tenant, status: 201 })
  create(
    @CurrentActor() actor: Actor,
    @Body({ schema: CreateTenantSchema }) input: CreateTenantInput,
  ): Promise<TenantView> {
    return createTenant(this.#context, actor, input);
  }

  @Get(':id')
  @Documented({ summary: 'Show a tenant', data: Tenant })
  get(@CurrentActor() actor: Actor, @Param('id') tenantId: string): Promise<TenantView> {
    return getTenant(this.#context, actor, { tenantId });
  }

  @Post(':id/suspend')
  @Documented({
    summary: 'Suspend a tenant',
    description: 'Its keys are refused within a second.',
    data: Tenant,
    bodyOptional: true,
  })
  suspend(
    @CurrentActor() actor: Actor,
    @Param('id') tenantId: string,
    @Body({ schema: StatusChange }) { reason }: { reason: string },
  ): Promise<TenantView> {
    return suspendTenant(this.#context, actor, { tenantId, reason });
  }

  @Post(':id/resume')
  @Documented({ summary: 'Resume a suspended tenant', data: Tenant, bodyOptional: true })
  resume(
    @CurrentActor() actor: Actor,
    @Param('id') tenantId: string,
    @Body({ schema: StatusChange }) { reason }: { reason: string },
  ): Promise<TenantView> {
    return resumeTenant(this.#context, actor, { tenantId, reason });
  }
}
