/**
 * A session under way: messages pass as they are, in both directions, with back-pressure in both; what the provider says
 * of usage is read on the way. Once a second the balance, the caller's standing and the clock are looked at. Whoever ends
 * it, an answer in the middle is asked to stop first, so that its usage is reported and nobody leaves without paying;
 * then it is billed, and then the caller's side is closed.
 *
 * Takes two open links. Refuses nothing: failures are told as the wire's error messages. Touches the network, and Redis
 * through `extendHold`.
 */
import type { LinkEnd, MessageLink } from '@turnpike/egress/message-link';
import type { SessionSpec } from '@turnpike/endpoints/session';
import { NO_USAGE, type Usage } from '@turnpike/domain/usage';
import { ApiError } from '@turnpike/errors/api-error';
import type { FailureContext } from '@turnpike/providers/provider-adapter';
import type { Relayed } from '../relay/relayed.js';
import { identityHeaders, limitHeaders, receiptHeaders } from '../reply-headers.js';
import type { PipelineServices } from '../services.js';
import type { Dispatched } from '../tickets.js';
import { type Ending, ENDINGS, endedByCaller, endedByProvider } from './endings.js';
import { standingOf } from './standing.js';
import { SessionMoney } from './session-money.js';

const LOOK_INTERVAL_MS = 1_000;
/** How long an answer that was asked to stop may take to report itself. */
const WIND_DOWN_MS = 1_000;
const SWITCHING_PROTOCOLS = 101;
const CLIENT_CLOSED_REQUEST = 499;
const NORMAL_CLOSURE = 1000;

/** Relays until either side, or we, have enough. Never rejects. */
export function relaySession(
  services: PipelineServices,
  ticket: Dispatched,
  { link, session }: { link: MessageLink; session: SessionSpec },
): Promise<Relayed> {
  const { arrival } = ticket;
  const { headerPrefix } = services.options;
  const headers = limitHeaders(ticket, headerPrefix, identityHeaders(arrival, headerPrefix));
  const client = arrival.exchange.accept?.(receiptHeaders(ticket, headerPrefix, headers)) ?? null;
  if (client !== null) return new SessionRelay(services, ticket, { client, upstream: link, session }).run();
  link.close(NORMAL_CLOSURE, '');
  const reading = { usage: NO_USAGE, source: 'none', endReason: 'client_gone', status: CLIENT_CLOSED_REQUEST } as const;
  return Promise.resolve({ reading, errorCode: null, clientGone: 'cancel', finish: () => undefined });
}

class SessionRelay {
  private readonly services: PipelineServices;
  private readonly ticket: Dispatched;
  private readonly client: MessageLink;
  private readonly upstream: MessageLink;
  private readonly session: SessionSpec;
  private readonly meter: ReturnType<SessionSpec['createMeter']>;
  private readonly money: SessionMoney;
  private readonly openedAtMs = performance.now();
  private readonly failureContext: FailureContext;
  private ending: Ending | null = null;
  private upstreamEnded = false;
  private waitsForClient = false;
  private looking = false;
  private timer: NodeJS.Timeout | undefined;
  private windDown: NodeJS.Timeout | undefined;
  private conclude: () => void = () => undefined;

  constructor(
    services: PipelineServices,
    ticket: Dispatched,
    { client, upstream, session }: { client: MessageLink; upstream: MessageLink; session: SessionSpec },
  ) {
    this.services = services;
    this.ticket = ticket;
    this.client = client;
    this.upstream = upstream;
    this.session = session;
    this.meter = session.createMeter();
    const { target, request } = ticket;
    this.failureContext = { target, upstreamModel: target.upstreamModel, publicModel: request.model };
    this.money = new SessionMoney(ticket, session.ways, {
      extend: (total) => services.extendHold(ticket, total),
      onExtended: () => this.onExtended(),
      onExhausted: () => this.end(ENDINGS.balanceExhausted()),
    });
  }

  run(): Promise<Relayed> {
    const { openCall, target, attempts, arrival } = this.ticket;
    arrival.timer.markFirstByte();
    openCall.cancel = () => this.end(ENDINGS.shutdown());
    const served = { servedModel: target.upstreamModel, providerId: target.providerId, targetId: target.id };
    openCall.delivered = () => ({ ...this.money.billed(this.usage()), ...served, attempts: attempts.length });
    this.timer = setInterval(() => this.guarded(() => this.look()), LOOK_INTERVAL_MS);
    return new Promise((resolve) => {
      this.conclude = () => {
        this.conclude = () => undefined;
        resolve(this.relayed());
      };
      this.client.listen({
        onMessage: (text) => this.onClientMessage(text),
        onBinary: () => this.end(ENDINGS.binary()),
        onEnd: (end) => this.end(endedByCaller(end)),
      });
      this.upstream.listen({
        onMessage: (text) => this.guarded(() => this.onUpstreamMessage(text)),
        onBinary: () => this.end(ENDINGS.garbage()),
        onEnd: (end) => this.onUpstreamEnd(end),
      });
    });
  }

  private onClientMessage(text: Buffer): void {
    if (this.ending !== null || this.upstream.send(text)) return;
    this.client.pause();
    this.upstream.onDrain(() => this.client.resume());
  }

  private onUpstreamMessage(text: Buffer): void {
    const event = this.meter.onEvent(text);
    if (this.ending !== null) {
      if (!this.meter.isAnswering) this.conclude();
      return;
    }
    if (event.kind === 'garbage') return this.end(ENDINGS.garbage());
    this.tellClient(event.kind === 'failure' ? this.judged(text, event.event) : text);
    if (event.kind === 'metered') this.checkBalance();
  }

  private tellClient(text: Buffer | string): void {
    if (this.client.send(text) || this.waitsForClient) return;
    this.waitsForClient = true;
    this.upstream.pause();
    this.client.onDrain(() => {
      this.waitsForClient = false;
      this.resumeUpstream();
    });
  }

  /** The provider's words about the caller's own messages pass, made fit to be shown; of the rest ours are said. */
  private judged(text: Buffer, event: Readonly<Record<string, unknown>>): Buffer | string {
    const { target, arrival } = this.ticket;
    const wire = this.services.findAdapter(target.kind)?.sessions;
    const failure = wire?.readFailure(event.error, this.failureContext);
    if (failure === undefined || failure.blame !== 'caller') {
      const error = new ApiError(failure?.errorCode ?? 'upstream_error');
      return this.session.errorEvent(error, arrival.publicRequestId);
    }
    const said = event.error as Readonly<Record<string, unknown>>;
    if (failure.message === null || failure.message === said.message) return text;
    return JSON.stringify({ ...event, error: { ...said, message: failure.message } });
  }

  private onUpstreamEnd(end: LinkEnd): void {
    this.upstreamEnded = true;
    if (this.ending === null) this.end(endedByProvider(end));
    else this.conclude();
  }

  /** Once a second: money, time, and whether the caller still may. */
  private look(): void {
    this.checkBalance();
    if (performance.now() - this.openedAtMs >= this.session.longestMs) return this.end(ENDINGS.expired());
    if (this.looking) return;
    this.looking = true;
    void standingOf(this.services.callers, this.ticket).then((refusal) => {
      this.looking = false;
      if (refusal !== null) this.end(ENDINGS.refused(refusal));
    });
  }

  private checkBalance(): void {
    if (this.ending === null && !this.money.covers(this.usage()) && !this.hasEnded()) this.upstream.pause();
  }

  /** Ended meanwhile, perhaps by what was just asked. */
  private hasEnded(): boolean {
    return this.ending !== null;
  }

  private onExtended(): void {
    this.resumeUpstream();
    this.checkBalance();
  }

  private resumeUpstream(): void {
    if (!this.waitsForClient && (this.ending !== null || !this.money.isWaiting)) this.upstream.resume();
  }

  private end(ending: Ending): void {
    if (this.ending !== null) return;
    this.ending = ending;
    clearInterval(this.timer);
    const { error } = ending;
    if (error !== null) this.client.send(this.session.errorEvent(error, this.ticket.arrival.publicRequestId));
    const mayReport = !this.upstreamEnded && this.meter.isAnswering && ending.reason !== 'upstream_error';
    if (!mayReport) return this.conclude();
    this.windDown = setTimeout(() => this.conclude(), WIND_DOWN_MS);
    this.upstream.send(this.session.stopEvent);
    this.upstream.resume();
  }

  private relayed(): Relayed {
    clearTimeout(this.windDown);
    this.upstream.close(NORMAL_CLOSURE, '');
    const { reason, error, isLost, closeCode, closeText } = this.ending ?? ENDINGS.garbage();
    const source = this.meter.isReported ? 'provider' : 'estimated';
    return {
      reading: { usage: this.usage(), source, endReason: reason, status: SWITCHING_PROTOCOLS },
      errorCode: error?.code ?? null,
      clientGone: isLost ? 'cancel' : null,
      finish: () => this.client.close(closeCode, closeText),
    };
  }

  /** Tokens as reported or counted, and the time the session is or was open. */
  private usage(): Usage {
    const seconds = String(Math.round(performance.now() - this.openedAtMs) / 1000);
    return { ...this.meter.usage(), seconds };
  }

  /** What is thrown inside a listener of a socket would end the process. */
  private guarded(work: () => void): void {
    try {
      work();
    } catch (cause) {
      this.services.onFault(cause, this.ticket.arrival.publicRequestId);
      this.end(ENDINGS.fault());
    }
  }
}
