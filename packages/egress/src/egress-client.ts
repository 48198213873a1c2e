/**
 * The one way out of the house, over undici's `dispatch`.
 *
 * Takes a request and a sink, gives a call. Keeps connections per origin (HTTP/1.1, one request at a time on each),
 * bounded in number; calls beyond them wait their turn, bounded in number and time. Fails with `EgressError` only,
 * through the sink. Follows no redirect, decompresses nothing, retries nothing. Never logs.
 *
 * A body without length and without chunks ends when its connection does, so its end can't be told from a cut here:
 * the reader of such a body has to know its own end (`[DONE]`, a closing brace).
 */
import { Agent } from 'undici';
import type { buildConnector, Dispatcher } from 'undici';
import { DispatchedCall } from './dispatched-call.js';
import type { CallOwner } from './dispatched-call.js';
import type { Egress, EgressCall, EgressRequest, EgressSink } from './egress.js';

export interface EgressOptions {
  /** Bound on getting a connection, waiting for a free one included. */
  connectTimeoutMs?: number;
  headersTimeoutMs?: number;
  bodyTimeoutMs?: number;
  /** Connections at once to one origin. */
  connectionsPerOrigin?: number;
  /** Calls that may wait for a connection to one origin; one more fails with `connect`, code `queue_full`. */
  waitingPerOrigin?: number;
  /** How long an unused connection is kept, unless the peer's own hint is shorter. */
  keepAliveTimeoutMs?: number;
  /** Bound on an answer's header block. */
  maxHeaderBytes?: number;
  /** False makes every call connect anew. */
  keepsConnections?: boolean;
  /** Certificates, in PEM, of who alone is trusted to vouch for peers; the usual authorities when omitted. */
  authority?: string;
  /** Makes the connections; undici's own when omitted. */
  connector?: buildConnector.connector;
}

type Settings = Required<Omit<EgressOptions, 'connector' | 'authority'>> &
  Pick<EgressOptions, 'connector' | 'authority'>;

const DEFAULTS: Settings = {
  connectTimeoutMs: 5_000,
  headersTimeoutMs: 120_000,
  bodyTimeoutMs: 120_000,
  connectionsPerOrigin: 1_024,
  waitingPerOrigin: 1_024,
  keepAliveTimeoutMs: 20_000,
  maxHeaderBytes: 32 * 1_024,
  keepsConnections: true,
};

/** Calls to one origin: those undici has, and those that wait, in order of arrival. */
interface OriginCalls {
  active: number;
  waiting: Set<DispatchedCall>;
}

/** A client with pools of its own. One per process is enough; what is shared by origin is only connections. */
export function createEgress(options: EgressOptions = {}): Egress {
  return new EgressClient({ ...DEFAULTS, ...options });
}

class EgressClient implements Egress, CallOwner {
  private readonly options: Settings;
  private readonly agent: Agent;
  private readonly origins = new Map<string, OriginCalls>();
  private closing: Promise<void> | null = null;
  private onIdle: (() => void) | null = null;

  constructor(options: Settings) {
    this.options = options;
    this.agent = new Agent({
      connections: options.connectionsPerOrigin,
      connectTimeout: options.connectTimeoutMs,
      headersTimeout: options.headersTimeoutMs,
      bodyTimeout: options.bodyTimeoutMs,
      keepAliveTimeout: options.keepAliveTimeoutMs,
      keepAliveMaxTimeout: options.keepAliveTimeoutMs,
      maxHeaderSize: options.maxHeaderBytes,
      pipelining: options.keepsConnections ? 1 : 0,
      allowH2: false,
      ...(options.authority === undefined ? {} : { connect: { ca: options.authority } }),
      ...(options.connector === undefined ? {} : { connect: options.connector }),
    });
  }

  request(request: EgressRequest, sink: EgressSink): EgressCall {
    const call = new DispatchedCall(request, sink, this);
    if (this.closing !== null) call.fail('aborted', 'closed');
    else if (call.enter()) {
      this.admit(call);
      call.boundConnecting(request.connectTimeoutMs ?? this.options.connectTimeoutMs);
    }
    call.handOver();
    return call;
  }

  onGaveUp(call: DispatchedCall): void {
    this.origins.get(call.request.origin)?.waiting.delete(call);
  }

  onReleased(call: DispatchedCall): void {
    const { origin } = call.request;
    const calls = this.callsTo(origin);
    calls.active -= 1;
    const [next] = calls.waiting;
    if (next !== undefined) {
      calls.waiting.delete(next);
      this.dispatch(next, calls);
    } else if (calls.active === 0) {
      this.origins.delete(origin);
      if (this.origins.size === 0) this.onIdle?.();
    }
  }

  close(): Promise<void> {
    this.closing ??= this.closeWhenIdle();
    return this.closing;
  }

  async destroy(): Promise<void> {
    this.closing ??= Promise.resolve();
    for (const calls of this.origins.values()) {
      for (const call of [...calls.waiting]) call.abort('destroyed');
    }
    await this.agent.destroy();
  }

  private admit(call: DispatchedCall): void {
    const calls = this.callsTo(call.request.origin);
    if (calls.active < this.options.connectionsPerOrigin) {
      this.dispatch(call, calls);
      return;
    }
    if (calls.waiting.size >= this.options.waitingPerOrigin) call.fail('connect', 'queue_full');
    else calls.waiting.add(call);
  }

  private dispatch(call: DispatchedCall, calls: OriginCalls): void {
    calls.active += 1;
    const { origin, path, method, headers, body, headersTimeoutMs, bodyTimeoutMs } = call.request;
    const options: Dispatcher.DispatchOptions = { origin, path, method, headers, body };
    if (headersTimeoutMs !== undefined) options.headersTimeout = headersTimeoutMs;
    if (bodyTimeoutMs !== undefined) options.bodyTimeout = bodyTimeoutMs;
    call.markDispatched();
    this.agent.dispatch(options, call);
  }

  private callsTo(origin: string): OriginCalls {
    let calls = this.origins.get(origin);
    if (calls === undefined) {
      calls = { active: 0, waiting: new Set() };
      this.origins.set(origin, calls);
    }
    return calls;
  }

  private async closeWhenIdle(): Promise<void> {
    if (this.origins.size > 0) {
      await new Promise<void>((resolve) => {
        this.onIdle = resolve;
      });
    }
    if (!this.agent.destroyed) await this.agent.close();
  }
}
