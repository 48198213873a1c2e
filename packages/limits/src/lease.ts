/** How long one heartbeat is good for. Two missed leases make a process dead. */
export const LEASE_MS = 2_500;
