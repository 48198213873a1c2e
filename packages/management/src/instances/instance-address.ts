/** Where an instance may say it is. */
import { BlockList, isIPv4, isIPv6 } from 'node:net';

const HOST_AND_PORT = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/;
const HIGHEST_PORT = 65_535;

/**
 * The address in its one form, or why it is refused: it must be a literal IP address (a name could mean another network
 * at each connection) in one of the networks, in CIDR notation, and a port.
 */
export function judgeAddress(
  text: string,
  allowedNetworks: readonly string[],
): { address: string } | { refusal: string } {
  const [, bracketed, plain, digits] = HOST_AND_PORT.exec(text) ?? [];
  const port = Number(digits);
  const host = bracketed === undefined ? canonical4(plain ?? '') : canonical6(bracketed);
  if (host === null) return { refusal: 'The address must be an IP address with a port; IPv6 in brackets.' };
  if (port < 1 || port > HIGHEST_PORT) return { refusal: 'The port must be from 1 to 65535.' };
  const family = bracketed === undefined ? 'ipv4' : 'ipv6';
  if (!networksOf(allowedNetworks).check(host, family))
    return { refusal: 'The address is in none of the networks that the provider’s instances may be in.' };
  return { address: family === 'ipv4' ? `${host}:${port}` : `[${host}]:${port}` };
}

function canonical4(host: string): string | null {
  return isIPv4(host) ? host : null;
}

/** Shortened as URLs have it. An IPv4 address in the clothes of an IPv6 one is refused: it has a form of its own. */
function canonical6(host: string): string | null {
  if (!isIPv6(host) || host.includes('%')) return null;
  const shortened = new URL(`http://[${host}]`).hostname.slice(1, -1);
  return shortened.startsWith('::ffff:') ? null : shortened;
}

function networksOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits = ''] = network.split('/');
    list.addSubnet(address, Number(bits), isIPv4(address) ? 'ipv4' : 'ipv6');
  }
  return list;
}
