import type { InstancesView, InstanceView, RegisterInstanceInput } from '@turnpike/contracts/management/discovery';
import type { RouteSimulationView, SimulateRouteInput } from '@turnpike/contracts/management/routing';
import type { RoutingHealthView } from '@turnpike/contracts/management/routing-health';
import type { Residency } from '@turnpike/domain/residency';

/** A simulated call with what the tenant it stands for brings; ids are bare. */
export interface SimulatedCall extends Omit<SimulateRouteInput, 'tenant'> {
  readonly tenantId: string | null;
  readonly residency: Residency | null;
}

/** What only the processes of the request path know: where calls would go now, and how the places are. */
export interface RoutingPort {
  health(): Promise<RoutingHealthView>;
  /** Null when there is no such model. */
  simulate(call: SimulatedCall): RouteSimulationView | null;
  /** Instances of a provider as this process knows them now. */
  instancesOf(providerId: string): Promise<InstancesView>;
  /**
   * Takes an instance in for `ttlMs`, or keeps it in; every gateway knows of it within a second. Null when the provider
   * has as many as it may.
   */
  register(providerId: string, instance: RegisterInstanceInput, ttlMs: number): Promise<InstanceView | null>;
  /** Takes it out at once. */
  withdraw(providerId: string, address: string): Promise<void>;
}
