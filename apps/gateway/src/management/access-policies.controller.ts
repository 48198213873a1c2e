import { Body, Controller, Delete, Get, Inject, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  type AccessPolicyPreview,
  AccessPolicyPreviewSchema,
  type AccessPolicyView,
  AccessPolicyViewSchema,
  type AccessSimulationView,
  AccessSimulationViewSchema,
  type CreateAccessPolicyInput,
  CreateAccessPolicySchema,
  type ListAccessPoliciesInput,
  ListAccessPoliciesSchema,
  type PreviewAccessPolicyInput,
  PreviewAccessPolicySchema,
  type SimulateAccessInput,
  SimulateAccessSchema,
  type UpdateAccessPolicyInput,
  UpdateAccessPolicySchema,
} from '@turnpike/contracts/management/access-policies';
import { type Page, pageSchema } from '@turnpike/contracts/management/fields';
import { createAccessPolicy } from '@turnpike/management/access-policies/create-access-policy.use-case';
import { deleteAccessPolicy } from '@turnpike/management/access-policies/delete-access-policy.use-case';
import { getAccessPolicy } from '@turnpike/management/access-policies/get-access-policy.use-case';
import { listAccessPolicies } from '@turnpike/management/access-policies/list-access-policies.use-case';
import { previewAccessPolicy } from '@turnpike/management/access-policies/preview-access-policy.use-case';
import { simulateAccess } from '@turnpike/management/access-policies/simulate-access.use-case';
import { updateAccessPolicy } from '@turnpike/management/access-policies/update-access-policy.use-case';
import type { Actor } from '@turnpike/management/actor';
import type { ManagementContext } from '@turnpike/management/management-context';
import { Documented } from '../bootstrap/documented.decorator.js';
import { MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from '../identity/current-actor.decorator.js';

const AccessPolicy = AccessPolicyViewSchema.meta({ id: 'AccessPolicy' });
const AccessPolicyLoss = AccessPolicyPreviewSchema.meta({ id: 'AccessPolicyLoss' });
const AccessSimulation = AccessSimulationViewSchema.meta({ id: 'AccessSimulation' });

/** Policies on attributes of actor, resource, address and time. */
@ApiTags('Access policies')
@Controller('api/v1')
export class AccessPoliciesController {
  readonly #context: ManagementContext;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext) {
    this.#context = context;
  }

  @Get('tenants/:id/access-policies')
  @Documented({
    summary: 'List the policies that bind a tenant',
    description: 'The platform’s are among them, to members without their conditions.',
    data: pageSchema(AccessPolicy),
  })
  list(
    @CurrentActor() actor: Actor,
    @Param('id') tenantId: string,
    @Query({ schema: ListAccessPoliciesSchema }) query: ListAccessPoliciesInput,
  ): Promise<Page<AccessPolicyView>> {
    return listAccessPolicies(this.#context, actor, { ...query, tenantId });
  }

  @Post('tenants/:id/access-policies')
  @Documented({
    summary: 'Make a policy',
    description:
      'Denials go before all else. Where there are allowing policies, what none of them allows is denied. It holds within a second.',
    data: AccessPolicy,
    status: 201,
  })
  create(
    @CurrentActor() actor: Actor,
    @Param('id') tenantId: string,
    @Body({ schema: CreateAccessPolicySchema }) input: CreateAccessPolicyInput,
  ): Promise<AccessPolicyView> {
    return createAccessPolicy(this.#context, actor, { ...input, tenantId });
  }

  @Post('tenants/:id/access-policy-previews')
  @Documented({ summary: 'Say what a policy would take from oneself', data: AccessPolicyLoss })
  preview(
    @CurrentActor() actor: Actor,
    @Param('id') tenantId: string,
    @Body({ schema: PreviewAccessPolicySchema }) input: PreviewAccessPolicyInput,
  ): Promise<AccessPolicyPreview> {
    return previewAccessPolicy(this.#context, actor, { ...input, tenantId });
  }

  @Post('tenants/:id/access-simulations')
  @Documented({
    summary: 'Say whether something would be allowed, and why',
    description: 'By the policies alone, and for members by their role: nothing is called, and nothing changes.',
    data: AccessSimulation,
  })
  simulate(
    @CurrentActor() actor: Actor,
    @Param('id') tenantId: string,
    @Body({ schema: SimulateAccessSchema }) input: SimulateAccessInput,
  ): Promise<AccessSimulationView> {
    return simulateAccess(this.#context, actor, { ...input, tenantId });
  }

  @Get('access-policies')
  @Documented({
    summary: 'List the platform’s policies',
    description: 'They bind every tenant.',
    data: pageSchema(AccessPolicy),
  })
  listOfPlatform(
    @CurrentActor() actor: Actor,
    @Query({ schema: ListAccessPoliciesSchema }) query: ListAccessPoliciesInput,
  ): Promise<Page<AccessPolicyView>> {
    return listAccessPolicies(this.#context, actor, { ...query, tenantId: null });
  }

  @Post('access-policies')
  @Documented({ summary: 'Make a policy for every tenant', data: AccessPolicy, status: 201 })
  createOfPlatform(
    @CurrentActor() actor: Actor,
    @Body({ schema: CreateAccessPolicySchema }) input: CreateAccessPolicyInput,
  ): Promise<AccessPolicyView> {
    return createAccessPolicy(this.#context, actor, { ...input, tenantId: null });
  }

  @Get('access-policies/:id')
  @Documented({ summary: 'Read a policy', data: AccessPolicy })
  get(@CurrentActor() actor: Actor, @Param('id') policyId: string): Promise<AccessPolicyView> {
    return getAccessPolicy(this.#context, actor, { policyId });
  }

  @Patch('access-policies/:id')
  @Documented({ summary: 'Change a policy, or switch it on or off', data: AccessPolicy })
  update(
    @CurrentActor() actor: Actor,
    @Param('id') policyId: string,
    @Body({ schema: UpdateAccessPolicySchema }) changes: UpdateAccessPolicyInput,
  ): Promise<AccessPolicyView> {
    return updateAccessPolicy(this.#context, actor, { policyId, changes });
  }

  @Delete('access-policies/:id')
  @Documented({ summary: 'Delete a policy' })
  remove(@CurrentActor() actor: Actor, @Param('id') policyId: string): Promise<void> {
    return deleteAccessPolicy(this.#context, actor, { policyId });
  }
}
