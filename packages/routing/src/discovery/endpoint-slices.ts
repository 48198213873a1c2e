/** Kubernetes' EndpointSlices (discovery.k8s.io/v1) as far as they say where a service is, and what follows from them. */
import { addressOf, type DiscoveredInstance, lastingInstance } from './discovery-source.js';

/** Everything optional: what an API server sends is not ours. */
export interface EndpointSlice {
  metadata?: { name?: string; resourceVersion?: string };
  addressType?: string;
  endpoints?: readonly Endpoint[] | null;
  ports?: readonly EndpointPort[] | null;
}

interface Endpoint {
  addresses?: readonly string[];
  conditions?: { ready?: boolean; serving?: boolean; terminating?: boolean };
}

interface EndpointPort {
  name?: string;
  port?: number;
  protocol?: string;
}

/** A service of two address families has a slice of each with the same pods: one family is enough. */
const FAMILIES = ['IPv4', 'IPv6', 'FQDN'];

/**
 * The instances that all slices of a service make together. Ready endpoints; where there are none, those that still
 * serve while they end, as kube-proxy does. `port` is its name or number; left out, the only one. Throws when a slice
 * with endpoints has no such port, or several to choose from.
 */
export function instancesIn(slices: Iterable<EndpointSlice>, port: string | number | undefined): DiscoveredInstance[] {
  const all = [...slices];
  for (const family of FAMILIES) {
    const ofFamily = all.filter(({ addressType = 'IPv4' }) => addressType === family);
    const ready = addressesIn(ofFamily, port, isReady);
    const addresses = ready.length > 0 ? ready : addressesIn(ofFamily, port, isServingStill);
    if (addresses.length > 0) return addresses.map((address) => lastingInstance(address, 1));
  }
  return [];
}

/** A condition that isn't given counts as ready, by the API's own rule. */
function isReady({ conditions }: Endpoint): boolean {
  return conditions?.ready !== false && conditions?.terminating !== true;
}

function isServingStill({ conditions }: Endpoint): boolean {
  return conditions?.serving === true && conditions.terminating === true;
}

function addressesIn(
  slices: readonly EndpointSlice[],
  port: string | number | undefined,
  counts: (endpoint: Endpoint) => boolean,
): string[] {
  const addresses = slices.flatMap((slice) => {
    const hosts = (slice.endpoints ?? []).flatMap((endpoint) => {
      // Further addresses are the same endpoint once more.
      const [host] = endpoint.addresses ?? [];
      return host !== undefined && counts(endpoint) ? [host] : [];
    });
    if (hosts.length === 0) return [];
    const number = portIn(slice, port);
    return hosts.map((host) => addressOf(host, number));
  });
  return [...new Set(addresses)].sort();
}

function portIn({ metadata, ports }: EndpointSlice, wanted: string | number | undefined): number {
  const tcp = (ports ?? []).filter(({ protocol = 'TCP' }) => protocol === 'TCP');
  const fitting = wanted === undefined ? tcp : tcp.filter(({ name, port }) => wanted === name || wanted === port);
  const [only] = fitting;
  if (only?.port !== undefined && fitting.length === 1) return only.port;
  const asked = wanted === undefined ? 'exactly one TCP port' : `a TCP port ${wanted}`;
  throw new Error(`EndpointSlice ${metadata?.name ?? '?'} doesn't have ${asked}`);
}
