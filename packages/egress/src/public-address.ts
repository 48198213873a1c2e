/** Which addresses belong to the public internet. Everything that is not clearly part of it isn't. */
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * Global unicast, RFC 4291 2.4. Outside of it lie loopback, link-local, unique local and multicast addresses, and all that
 * carry an IPv4 address in them: mapped, compatible, translated (64:ff9b::/96, 64:ff9b:1::/48).
 */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

/** Public by its range, and yet the host of an Azure machine, metadata and all. */
const AZURE_HOST = '168.63.129.16';

/**
 * Whether an IP address (no name, no port) is one that anybody on the internet may use. False for special ranges of every
 * kind (IANA's registries, as ipaddr.js knows them; 6to4 and Teredo too), and for a text that is no address.
 */
export function isPublicAddress(text: string): boolean {
  if (isIP(text) === 0) return false;
  const address = ipaddr.parse(text);
  if (address.range() !== 'unicast') return false;
  if (address.kind() === 'ipv6') return (address as ipaddr.IPv6).match(GLOBAL_UNICAST);
  return address.toString() !== AZURE_HOST;
}

/** Whether an IP address lies in a range such as `10.0.0.0/8`. An IPv4 address written as IPv6 lies in no IPv4 range. */
export function isInRange(text: string, cidr: string): boolean {
  if (isIP(text) === 0) return false;
  const address = ipaddr.parse(text);
  const range = ipaddr.parseCIDR(cidr);
  return address.kind() === range[0].kind() && address.match(range);
}
