'use server';

import { type RouteSimulationView, SimulateRouteSchema } from '@turnpike/contracts/management/routing';
import { type ActionResult, adminAction } from '../../../../../server/action';
import { gatewayRequest } from '../../../../../server/gateway';

/** The gateway is asked: where calls go now is known to the request path alone. */
export async function simulateRouteAction(input: unknown): Promise<ActionResult<RouteSimulationView>> {
  return adminAction(SimulateRouteSchema, input, ({ input: call }) =>
    gatewayRequest<RouteSimulationView>('POST', '/routing/simulations', { body: call }),
  );
}
