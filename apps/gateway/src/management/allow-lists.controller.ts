import { Body, Controller, Get, Inject, Param, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  type AllowListsView,
  AllowListsViewSchema,
  type SetAllowListInput,
  SetAllowListSchema,
} from '@turnpike/contracts/management/allow-lists';
import type { Actor } from '@turnpike/management/actor';
import { getAllowLists } from '@turnpike/management/allow-lists/get-allow-lists.use-case';
import { setApplicationAllowList } from '@turnpike/management/allow-lists/set-application-allow-list.use-case';
import { setTenantAllowList } from '@turnpike/management/allow-lists/set-tenant-allow-list.use-case';
import type { ManagementContext } from '@turnpike/management/management-context';
import { Documented } from '../bootstrap/documented.decorator.js';
import { MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from '../identity/current-actor.decorator.js';

const AllowLists = AllowListsViewSchema.meta({ id: 'AllowLists' });

/** From where organisations and applications may be called. */
@ApiTags('Access')
@Controller('api/v1')
export class AllowListsController {
  readonly #context: ManagementContext;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext) {
    this.#context = context;
  }

  @Get('tenants/:id/allow-lists')
  @Documented({ summary: 'Show from where a tenant and its applications may be called', data: AllowLists })
  get(@CurrentActor() actor: Actor, @Param('id') tenantId: string): Promise<AllowListsView> {
    return getAllowLists(this.#context, actor, { tenantId });
  }

  @Put('tenants/:id/allow-list')
  @Documented({
    summary: 'Set from where a tenant’s credentials may be used',
    description:
      'IPv4 and IPv6 networks in CIDR notation, or single addresses; an empty list is no bound. It holds within a second; calls from elsewhere get 403 `address_not_permitted`.',
    data: AllowLists,
  })
  setOfTenant(
    @CurrentActor() actor: Actor,
    @Param('id') tenantId: string,
    @Body({ schema: SetAllowListSchema }) input: SetAllowListInput,
  ): Promise<AllowListsView> {
    return setTenantAllowList(this.#context, actor, { ...input, tenantId });
  }

  @Put('applications/:id/allow-list')
  @Documented({ summary: 'Set from where an application’s credentials may be used', data: AllowLists })
  setOfApplication(
    @CurrentActor() actor: Actor,
    @Param('id') applicationId: string,
    @Body({ schema: SetAllowListSchema }) input: SetAllowListInput,
  ): Promise<AllowListsView> {
    return setApplicationAllowList(this.#context, actor, { ...input, applicationId });
  }
}
