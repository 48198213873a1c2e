import { Controller, Get, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type RoutingHealthView, RoutingHealthViewSchema } from '@turnpike/contracts/management/routing-health';
import type { Actor } from '@turnpike/management/actor';
import type { ManagementContext } from '@turnpike/management/management-context';
import { getRoutingHealth } from '@turnpike/management/routing/get-routing-health.use-case';
import { Documented } from '../bootstrap/documented.decorator.js';
import { MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from '../identity/current-actor.decorator.js';

const RoutingHealth = RoutingHealthViewSchema.meta({ id: 'RoutingHealth' });

@ApiTags('Routing')
@Controller('api/v1/routing/health')
export class RoutingHealthController {
  readonly #context: ManagementContext;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext) {
    this.#context = context;
  }

  @Get()
  @Documented({
    summary: 'Show how every target is',
    description:
      'Breakers, ejections, latency and active checks of each target and instance, as every process sees them, and the newest 500 events. Figures are up to two seconds old.',
    data: RoutingHealth,
  })
  show(@CurrentActor() actor: Actor): Promise<RoutingHealthView> {
    return getRoutingHealth(this.#context, actor);
  }
}
