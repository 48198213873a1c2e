import { Body, Controller, Get, Inject, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type ListInput, ListQuerySchema, type Page, pageSchema } from '@turnpike/contracts/management/fields';
import {
  type CreateOwnTenantInput,
  CreateOwnTenantSchema,
  type CreateTenantInput,
  CreateTenantSchema,
  TenantStatusChangeSchema,
  type UpdateTenantInput,
  UpdateTenantSchema,
} from '@turnpike/contracts/management/tenants';
import { type TenantView, TenantViewSchema } from '@turnpike/contracts/management/tenants';
import type { Actor } from '@turnpike/management/actor';
import type { ManagementContext } from '@turnpike/management/management-context';
import { createOwnTenant } from '@turnpike/management/tenants/create-own-tenant.use-case';
import { createTenant } from '@turnpike/management/tenants/create-tenant.use-case';
import { getTenant } from '@turnpike/management/tenants/get-tenant.use-case';
import { listTenants } from '@turnpike/management/tenants/list-tenants.use-case';
import { resumeTenant } from '@turnpike/management/tenants/resume-tenant.use-case';
import { suspendTenant } from '@turnpike/management/tenants/suspend-tenant.use-case';
import { updateTenant } from '@turnpike/management/tenants/update-tenant.use-case';
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

  @Post('own')
  @Documented({
    summary: 'Create an organisation of one’s own',
    description: 'For the person who is signed in, who becomes its owner.',
    data: Tenant,
    status: 201,
  })
  createOwn(
    @CurrentActor() actor: Actor,
    @Body({ schema: CreateOwnTenantSchema }) input: CreateOwnTenantInput,
  ): Promise<TenantView> {
    return createOwnTenant(this.#context, actor, input);
  }

  @Patch(':id')
  @Documented({ summary: 'Change a tenant’s name or time zone', data: Tenant })
  update(
    @CurrentActor() actor: Actor,
    @Param('id') tenantId: string,
    @Body({ schema: UpdateTenantSchema }) input: UpdateTenantInput,
  ): Promise<TenantView> {
    return updateTenant(this.#context, actor, { ...input, tenantId });
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
