import { Body, Controller, Delete, Get, Inject, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Page, pageSchema } from '@turnpike/contracts/management/fields';
import {
  type CreateRoleInput,
  CreateRoleSchema,
  type DeleteRoleInput,
  DeleteRoleSchema,
  type RoleDetailView,
  RoleDetailViewSchema,
  type RoleView,
  RoleViewSchema,
  type UpdateRoleInput,
  UpdateRoleSchema,
} from '@turnpike/contracts/management/roles';
import type { Actor } from '@turnpike/management/actor';
import type { ManagementContext } from '@turnpike/management/management-context';
import { createRole } from '@turnpike/management/roles/create-role.use-case';
import { deleteRole } from '@turnpike/management/roles/delete-role.use-case';
import { getRole } from '@turnpike/management/roles/get-role.use-case';
import { listRoles } from '@turnpike/management/roles/list-roles.use-case';
import { updateRole } from '@turnpike/management/roles/update-role.use-case';
import { Documented } from '../bootstrap/documented.decorator.js';
import { MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from '../identity/current-actor.decorator.js';

const Role = RoleViewSchema.meta({ id: 'Role' });
const RoleDetail = RoleDetailViewSchema.meta({ id: 'RoleDetail' });

/** What the members of a tenant may do. */
@ApiTags('Roles')
@Controller('api/v1')
export class RolesController {
  readonly #context: ManagementContext;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext) {
    this.#context = context;
  }

  @Get('tenants/:id/roles')
  @Documented({
    summary: 'List the roles of a tenant',
    description: 'Those that every tenant has, then its own, on one page.',
    data: pageSchema(Role),
  })
  list(@CurrentActor() actor: Actor, @Param('id') tenantId: string): Promise<Page<RoleView>> {
    return listRoles(this.#context, actor, { tenantId });
  }

  @Post('tenants/:id/roles')
  @Documented({
    summary: 'Make a role of listed permissions',
    description: 'Of no more than who makes it may do. Reading the organisation itself comes with every role.',
    data: Role,
    status: 201,
  })
  create(
    @CurrentActor() actor: Actor,
    @Param('id') tenantId: string,
    @Body({ schema: CreateRoleSchema }) input: CreateRoleInput,
  ): Promise<RoleView> {
    return createRole(this.#context, actor, { ...input, tenantId });
  }

  @Get('roles/:id')
  @Documented({ summary: 'Read a role', data: RoleDetail })
  get(@CurrentActor() actor: Actor, @Param('id') roleId: string): Promise<RoleDetailView> {
    return getRole(this.#context, actor, { roleId });
  }

  @Patch('roles/:id')
  @Documented({
    summary: 'Change a role',
    description: 'For all who have it, from their next request on. Never beyond what who changes it may do.',
    data: Role,
  })
  update(
    @CurrentActor() actor: Actor,
    @Param('id') roleId: string,
    @Body({ schema: UpdateRoleSchema }) changes: UpdateRoleInput,
  ): Promise<RoleView> {
    return updateRole(this.#context, actor, { roleId, changes });
  }

  @Delete('roles/:id')
  @Documented({
    summary: 'Delete a role',
    description: 'One that somebody has, or is invited to, only with another in its place.',
  })
  remove(
    @CurrentActor() actor: Actor,
    @Param('id') roleId: string,
    @Query({ schema: DeleteRoleSchema }) input: DeleteRoleInput,
  ): Promise<void> {
    return deleteRole(this.#context, actor, { ...input, roleId });
  }
}
