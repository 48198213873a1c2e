/**
 * What lies between a caller and this process: the address they wrote, and the certificate they showed, where a proxy
 * ended their connection. A proxy is believed only from a trusted address; what callers say themselves of either is not.
 */
import { createHash, X509Certificate } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import proxyAddr from '@fastify/proxy-addr';

export interface PerimeterOptions {
  trustedProxies: readonly string[];
  /** Where the outside reaches the gateway, the usual address first; paths are what a proxy takes off. */
  publicUrls?: readonly string[] | undefined;
  /** The header a trusted proxy writes client certificates into, lower-case; none when empty. */
  certificateHeader?: string | undefined;
}

export interface Perimeter {
  /** Absolute, as the client wrote it: what is signed. */
  targetUriOf(request: IncomingMessage): string;
  /** SHA-256 of the client's certificate in lower-case hex; null for none. */
  certificateOf(request: IncomingMessage): string | null;
}

/** Addresses that were rewritten for the router, as they came. */
const askedFor = new WeakMap<IncomingMessage, string>();

/** Rewrites the address of a request; what is signed stays as it came. */
export function rewriteUrl(request: IncomingMessage, url: string): void {
  if (url === request.url) return;
  if (!askedFor.has(request)) askedFor.set(request, request.url ?? '');
  request.url = url;
}

export function createPerimeter(options: PerimeterOptions): Perimeter {
  const { trustedProxies, publicUrls = [], certificateHeader = '' } = options;
  const trusts = trustedProxies.length === 0 ? null : proxyAddr.compile([...trustedProxies]);
  const isFromProxy = ({ socket }: IncomingMessage) =>
    trusts !== null && socket.remoteAddress !== undefined && trusts(socket.remoteAddress, 0);
  const bases = publicUrls.map((url) => new URL(url));
  return {
    targetUriOf(request) {
      const base = (isFromProxy(request) ? forwardedBase(request, bases) : null) ?? ownBase(request, bases);
      const url = (askedFor.get(request) ?? request.url ?? '').replace(/^https?:\/\/[^/?#]*/i, '');
      return base + (url.startsWith('/') ? url : `/${url}`);
    },
    certificateOf(request) {
      if (certificateHeader === '' || !isFromProxy(request)) return null;
      const value = request.headers[certificateHeader];
      return typeof value === 'string' ? fingerprintOf(value) : null;
    },
  };
}

const AUTHORITY = /^[a-z0-9.:[\]-]+$/i;
const LOOPBACK = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i;

/** What a trusted proxy says it was asked as; the path of a public address with that name is what it took off. */
function forwardedBase({ headers }: IncomingMessage, bases: readonly URL[]): string | null {
  const first = (value: string | string[] | undefined) =>
    String(value ?? '')
      .split(',', 1)[0]
      ?.trim() ?? '';
  const [scheme, host] = [first(headers['x-forwarded-proto']), first(headers['x-forwarded-host']) || headers.host];
  if (!/^https?$/i.test(scheme) || host === undefined || !AUTHORITY.test(host)) return null;
  return baseOf(bases.find((base) => base.host === host.toLowerCase())) ?? `${scheme}://${host}`;
}

/** One of our own addresses: the one that was asked for, on a laptop any of its names, or else the usual one. */
function ownBase({ headers: { host = '' } }: IncomingMessage, bases: readonly URL[]): string {
  const asked = bases.find((base) => base.host === host.toLowerCase());
  if (asked === undefined && LOOPBACK.test(host)) return `http://${host}`;
  return baseOf(asked ?? bases[0]) ?? '';
}

function baseOf(base: URL | undefined): string | null {
  return base === undefined ? null : base.origin + base.pathname.replace(/\/$/, '');
}

/** RFC 9440's `:base64:` of the DER bytes, or PEM with percent escapes as nginx writes it; null for anything else. */
function fingerprintOf(value: string): string | null {
  const trimmed = value.trim();
  try {
    const encoded = /^:([A-Za-z0-9+/=]+):$/.exec(trimmed)?.[1];
    const source = encoded === undefined ? decodeURIComponent(trimmed) : Buffer.from(encoded, 'base64');
    return createHash('sha256').update(new X509Certificate(source).raw).digest('hex');
  } catch {
    return null;
  }
}
