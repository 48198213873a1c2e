/**
 * Who is at the other end, for rate limits and the audit log. Next shows pages no socket and keeps whatever
 * `X-Forwarded-For` a client made up, so the header is rewritten before Next sees the request: to the socket's address,
 * or, where the socket is a trusted proxy, to the first address from the right that is none.
 */
import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

const HEADER = 'x-forwarded-for';

/** Rewrites the header of every request this process receives from now on. Ranges as in TRUSTED_PROXIES. */
export function trustOnly(ranges: readonly string[]): void {
  const trusted = blockList(ranges);
  subscribe('http.server.request.start', (message) => {
    const { request } = message as { request: IncomingMessage };
    request.headers[HEADER] = clientAddress(request.socket.remoteAddress ?? '', request.headers[HEADER], trusted);
  });
}

/** The address to believe. `forwarded` is the header as received. */
export function clientAddress(
  socketAddress: string,
  forwarded: string | string[] | undefined,
  trusted: BlockList,
): string {
  const chain = [forwarded ?? []]
    .flat()
    .join(',')
    .split(',')
    .map((part) => plain(part.trim()))
    .filter(Boolean);
  let address = plain(socketAddress);
  while (isTrusted(address, trusted)) {
    const before = chain.pop();
    if (before === undefined || isIP(before) === 0) break;
    address = before;
  }
  return address;
}

/** Ranges such as `10.0.0.0/8`, or single addresses. */
export function blockList(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', bits] = range.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}

function isTrusted(address: string, trusted: BlockList): boolean {
  const version = isIP(address);
  return version !== 0 && trusted.check(address, version === 6 ? 'ipv6' : 'ipv4');
}

/** IPv4 that a dual-stack socket shows as IPv6 is IPv4. */
function plain(address: string): string {
  return address.startsWith('::ffff:') && isIP(address.slice(7)) === 4 ? address.slice(7) : address;
}
