import { Body, Controller, Inject, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  type RouteSimulationView,
  RouteSimulationViewSchema,
  type SimulateRouteInput,
  SimulateRouteSchema,
} from '@turnpike/contracts/management/routing';
import type { Actor } from '@turnpike/management/actor';
import type { ManagementContext } from '@turnpike/management/management-context';
import { simulateRoute } from '@turnpike/management/routing/simulate-route.use-case';
import { Documented } from '../bootstrap/documented.decorator.js';
import { MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from '../identity/current-actor.decorator.js';

const RouteSimulation = RouteSimulationViewSchema.meta({ id: 'RouteSimulation' });

@ApiTags('Routing')
@Controller('api/v1/routing/simulations')
export class RouteSimulationsController {
  readonly #context: ManagementContext;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext) {
    this.#context = context;
  }

  @Post()
  @Documented({
    summary: 'Say where a call would go now, in which order, and why',
    description:
      'Nothing is called and nobody is charged. The answer is of this moment and of the gateway process that was asked: shares are drawn anew for each call, and breakers, health and load change.',
    data: RouteSimulation,
  })
  simulate(
    @CurrentActor() actor: Actor,
    @Body({ schema: SimulateRouteSchema }) input: SimulateRouteInput,
  ): Promise<RouteSimulationView> {
    return simulateRoute(this.#context, actor, input);
  }
}
