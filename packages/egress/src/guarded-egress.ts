/**
 * The way out to addresses that customers give. Takes a URL and what to send, gives the answer, cut where it gets long.
 * Every request makes a connection of its own, to an address that the guard has just judged: a name is resolved once, and
 * the socket goes to what was judged, whatever the name means a moment later. No redirect is followed, no proxy of the
 * environment used; resolving, connecting, sending and reading share one deadline.
 */
import { isIP } from 'node:net';
import type { LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { AddressGuard, AddressRefusedError, readTarget } from './address-guard.js';
import type { AddressGuardOptions } from './address-guard.js';
import type { Egress, EgressCall, EgressHeaders, EgressSink } from './egress.js';
import { createEgress } from './egress-client.js';
import { EgressError } from './egress-error.js';

export interface GuardedRequest {
  url: string;
  method: string;
  headers: Record<string, string>;
  body: Buffer | string | null;
  /** For everything together, from the name to the last byte of the answer. */
  deadlineMs?: number;
}

export interface GuardedAnswer {
  /** Any status; a redirect is an answer like another. */
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: Buffer;
  /** The body went on; the rest was not read. */
  isCut: boolean;
}

export interface GuardedEgressOptions extends AddressGuardOptions {
  deadlineMs?: number;
  maxBodyBytes?: number;
  /** Requests at once to one origin; more wait within their deadline. */
  connectionsPerOrigin?: number;
}

export interface GuardedEgress {
  /**
   * @throws {EgressError} and nothing else. Code `address_…` where the guard refused (see `AddressRefusal`), `deadline`
   * where time ran out.
   */
  send(request: GuardedRequest): Promise<GuardedAnswer>;
  /** Ends what is under way. */
  destroy(): Promise<void>;
}

const DEADLINE_MS = 15_000;
const MAX_BODY_BYTES = 64 * 1_024;
const MAX_HEADER_BYTES = 16 * 1_024;
const CONNECT_TIMEOUT_MS = 10_000;
const CONNECTIONS_PER_ORIGIN = 64;
const UNUSED_CONNECTION_MS = 1_000;

export function createGuardedEgress(options: GuardedEgressOptions): GuardedEgress {
  const { deadlineMs = DEADLINE_MS, maxBodyBytes = MAX_BODY_BYTES } = options;
  const egress = createEgress({
    connector: guardedConnector(new AddressGuard(options)),
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    connectionsPerOrigin: options.connectionsPerOrigin ?? CONNECTIONS_PER_ORIGIN,
    maxHeaderBytes: MAX_HEADER_BYTES,
    keepsConnections: false,
    // One that was made for a request given up meanwhile.
    keepAliveTimeoutMs: UNUSED_CONNECTION_MS,
  });
  return {
    send: (request) => {
      const bounds = { deadlineMs: request.deadlineMs ?? deadlineMs, maxBodyBytes };
      return new Promise((resolve, reject) => {
        new BoundedAnswer(bounds, resolve, reject).ask(egress, request);
      });
    },
    destroy: () => egress.destroy(),
  };
}

/** Connects to judged addresses only. A name is looked up here alone: the socket is given what was found. */
function guardedConnector(guard: AddressGuard): buildConnector.connector {
  return (options, callback) => {
    const { protocol, hostname, port } = options;
    const target = { protocol, hostname, port: Number(port) || (protocol === 'https:' ? 443 : 80) };
    guard.addressesOf(target).then(
      (addresses) => {
        const lookup = lookupOf(addresses);
        const connect = buildConnector({
          lookup,
          autoSelectFamily: true,
          allowH2: false,
          // A session kept for a name must not vouch for another address.
          maxCachedSessions: 0,
          timeout: CONNECT_TIMEOUT_MS,
        });
        connect(options, callback);
      },
      (error: Error) => callback(error, null),
    );
  };
}

/** A resolver that knows these addresses and no name. */
function lookupOf(addresses: readonly string[]): LookupFunction {
  const found = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_hostname, options, callback) => {
    if (options.all === true) callback(null, found);
    else callback(null, found[0]?.address ?? '', found[0]?.family);
  };
}

/** Collects an answer within bounds. */
class BoundedAnswer implements EgressSink {
  readonly #bounds: { deadlineMs: number; maxBodyBytes: number };
  readonly #resolve: (answer: GuardedAnswer) => void;
  readonly #reject: (error: EgressError) => void;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #status = 0;
  #headers: Record<string, string> = {};
  #call: EgressCall | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    bounds: { deadlineMs: number; maxBodyBytes: number },
    resolve: (answer: GuardedAnswer) => void,
    reject: (error: EgressError) => void,
  ) {
    this.#bounds = bounds;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  ask(egress: Egress, { url, method, headers, body }: GuardedRequest): void {
    try {
      readTarget(url);
    } catch (error) {
      this.#reject(refusedError(error));
      return;
    }
    const { origin, pathname, search } = new URL(url);
    this.#timer = setTimeout(() => this.#call?.abort('deadline'), this.#bounds.deadlineMs);
    this.#call = egress.request({ origin, path: pathname + search, method, headers, body }, this);
  }

  onHeaders(status: number, headers: EgressHeaders): void {
    this.#status = status;
    this.#headers = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
    );
  }

  onData(chunk: Buffer): boolean {
    const room = this.#bounds.maxBodyBytes - this.#bytes;
    this.#chunks.push(chunk.subarray(0, room));
    this.#bytes += Math.min(chunk.length, room);
    if (chunk.length > room) {
      this.#finish(true);
      this.#call?.abort('cut');
    }
    return true;
  }

  onEnd(): void {
    this.#finish(false);
  }

  onError(error: EgressError): void {
    clearTimeout(this.#timer);
    this.#reject(error);
  }

  #finish(isCut: boolean): void {
    clearTimeout(this.#timer);
    const body = Buffer.concat(this.#chunks, this.#bytes);
    this.#resolve({ status: this.#status, headers: this.#headers, body, isCut });
  }
}

function refusedError(cause: unknown): EgressError {
  const code = cause instanceof AddressRefusedError ? cause.code : 'address_malformed';
  return new EgressError({ kind: 'connect', code, beforeHeaders: true, requestSent: false, cause });
}
