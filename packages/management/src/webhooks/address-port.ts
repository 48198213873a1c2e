/** Why nothing may be sent to an address. See `AddressGuard` of packages/egress, which is what processes bring. */
export type AddressRefusal = 'malformed' | 'scheme' | 'credentials' | 'port' | 'unresolved' | 'not_public';

/** Judges addresses that customers give. It asks the network, so never inside a transaction. */
export interface AddressPort {
  /** Null when something may be sent there as things stand. */
  check(url: string): Promise<AddressRefusal | null>;
}
