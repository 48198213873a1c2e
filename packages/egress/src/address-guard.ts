/**
 * Decides where something may be sent when a customer said where: `https` to public addresses, and whatever the operator
 * allows besides. Asked when an address is entered, and by every connection before it is made (guarded-egress), because a
 * name may mean something else by then.
 */
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { isInRange, isPublicAddress } from './public-address.js';

/** What the operator allows beyond the public internet: over `http` too. A null port means all. */
export interface AllowedRange {
  /** CIDR, such as `127.0.0.1/32`. */
  range: string;
  port: number | null;
}

/**
 * - `malformed`: no URL; `scheme`: not https, where http is not allowed;
 * - `credentials`: user or password in the URL; `port`: one of the well-known ports of other services;
 * - `unresolved`: the name has no address now;
 * - `not_public`: an address of its is private, or otherwise not the internet's.
 */
export type AddressRefusal = 'malformed' | 'scheme' | 'credentials' | 'port' | 'unresolved' | 'not_public';

/** All addresses of a name, none when it has none. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

export interface AddressGuardOptions {
  allowed: readonly AllowedRange[];
  /** The operating system's resolver when omitted. */
  resolve?: Resolve;
  resolveTimeoutMs?: number;
}

/** Where a URL leads. `hostname` is a name or an IP address, without brackets. */
export interface AddressTarget {
  protocol: string;
  hostname: string;
  port: number;
}

const RESOLVE_TIMEOUT_MS = 3_000;

/** Ports from here on belong to no service of the system's; below, only the web's own are for us. */
const FIRST_FREE_PORT = 1_024;
const WEB_PORTS: ReadonlySet<number> = new Set([80, 443]);

/** An address that nothing is sent to. Its message names neither. */
export class AddressRefusedError extends Error {
  override readonly name = 'AddressRefusedError';
  readonly refusal: AddressRefusal;
  /** `address_` and the refusal: what becomes the code of an `EgressError`. */
  readonly code: `address_${AddressRefusal}`;

  constructor(refusal: AddressRefusal) {
    super(`address refused: ${refusal}`);
    this.refusal = refusal;
    this.code = `address_${refusal}`;
  }
}

export class AddressGuard {
  readonly #allowed: readonly AllowedRange[];
  readonly #resolve: Resolve;
  readonly #resolveTimeoutMs: number;

  constructor(options: AddressGuardOptions) {
    this.#allowed = options.allowed;
    this.#resolve = options.resolve ?? systemResolve;
    this.#resolveTimeoutMs = options.resolveTimeoutMs ?? RESOLVE_TIMEOUT_MS;
  }

  /** Whether something may be sent to this URL as things stand: null, or why not. */
  async check(url: string): Promise<AddressRefusal | null> {
    try {
      await this.addressesOf(readTarget(url));
      return null;
    } catch (error) {
      if (error instanceof AddressRefusedError) return error.refusal;
      throw error;
    }
  }

  /**
   * The addresses a connection may be made to: all that the name has, each of them judged. A name with one bad address is
   * refused, or whoever answers for it would have as many tries as there are connections.
   * @throws {AddressRefusedError}
   */
  async addressesOf(target: AddressTarget): Promise<readonly string[]> {
    const { hostname } = target;
    const addresses = isIP(hostname) === 0 ? await this.#lookUp(hostname) : [hostname];
    if (addresses.length === 0) throw new AddressRefusedError('unresolved');
    for (const address of addresses) {
      const refusal = this.#judge(address, target);
      if (refusal !== null) throw new AddressRefusedError(refusal);
    }
    return addresses;
  }

  #judge(address: string, { protocol, port }: AddressTarget): AddressRefusal | null {
    const isAllowed = this.#allowed.some(
      (allowed) => (allowed.port === null || allowed.port === port) && isInRange(address, allowed.range),
    );
    if (isAllowed) return null;
    if (protocol !== 'https:') return 'scheme';
    if (port < FIRST_FREE_PORT && !WEB_PORTS.has(port)) return 'port';
    return isPublicAddress(address) ? null : 'not_public';
  }

  /** A resolver that fails or takes too long has found nothing. */
  async #lookUp(hostname: string): Promise<readonly string[]> {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<readonly string[]>((resolve) => {
      timer = setTimeout(() => resolve([]), this.#resolveTimeoutMs);
    });
    try {
      return await Promise.race([this.#resolve(hostname).catch(() => []), tooLate]);
    } finally {
      clearTimeout(timer);
    }
  }
}

/**
 * Reads a URL as WHATWG does, which makes decimal, octal and hexadecimal hosts plain addresses.
 * @throws {AddressRefusedError} `malformed`, `scheme` or `credentials`.
 */
export function readTarget(text: string): AddressTarget {
  if (!URL.canParse(text)) throw new AddressRefusedError('malformed');
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new AddressRefusedError('scheme');
  if (url.username !== '' || url.password !== '') throw new AddressRefusedError('credentials');
  return {
    protocol: url.protocol,
    hostname: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? DEFAULT_PORTS[url.protocol] : Number(url.port),
  };
}

const DEFAULT_PORTS = { 'https:': 443, 'http:': 80 } as const;

async function systemResolve(hostname: string): Promise<readonly string[]> {
  const found = await lookup(hostname, { all: true, order: 'verbatim' });
  return found.map(({ address }) => address);
}
