import { Body, Controller, Get, Inject, Param, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  type ResidencyView,
  ResidencyViewSchema,
  type SetResidencyInput,
  SetResidencySchema,
} from '@turnpike/contracts/management/residency';
import type { Actor } from '@turnpike/management/actor';
import type { ManagementContext } from '@turnpike/management/management-context';
import { getResidency } from '@turnpike/management/tenants/get-residency.use-case';
import { setResidency } from '@turnpike/management/tenants/set-residency.use-case';
import { Documented } from '../bootstrap/documented.decorator.js';
import { MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from '../identity/current-actor.decorator.js';

const Residency = ResidencyViewSchema.meta({ id: 'Residency' });

@ApiTags('Tenants')
@Controller('api/v1/tenants/:id/residency')
export class ResidencyController {
  readonly #context: ManagementContext;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext) {
    this.#context = context;
  }

  @Get()
  @Documented({ summary: 'Show where a tenant’s calls may be served', data: Residency })
  get(@CurrentActor() actor: Actor, @Param('id') tenantId: string): Promise<ResidencyView> {
    return getResidency(this.#context, actor, { tenantId });
  }

  @Put()
  @Documented({
    summary: 'Set where a tenant’s calls may be served',
    description:
      'The whole policy at once; it holds within a second. A place of which region or retention is unknown satisfies no rule about it, one in region `local` every rule about regions. A call that no place may serve gets 403 `residency_not_satisfied`.',
    data: Residency,
  })
  set(
    @CurrentActor() actor: Actor,
    @Param('id') tenantId: string,
    @Body({ schema: SetResidencySchema }) input: SetResidencyInput,
  ): Promise<ResidencyView> {
    return setResidency(this.#context, actor, { ...input, tenantId });
  }
}
