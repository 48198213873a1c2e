/**
 * relay: upstream → caller. A stream is passed on by event with back-pressure and read passively by its tap; its end
 * mark waits for settlement. When the caller leaves, the product's policy decides: `drain` reads on to the usage event
 * within a bound, `cancel` stops and bills what was delivered. A cut becomes a typed error event, never a clean end.
 * May touch the network. Refuses nothing: from the first byte on, failures are told inside the stream.
 */
import { type Tokenizer, tokenizerFor } from '@turnpike/domain/tokenizer';
import { NO_USAGE, type EndReason, type Usage } from '@turnpike/domain/usage';
import { ApiError } from '@turnpike/errors/api-error';
import type { MediaReading, MediaSpec } from '@turnpike/endpoints/media';
import type { StreamFraming } from '@turnpike/endpoints/operation';
import type { ErrorCode } from '@turnpike/errors/catalogue';
import { errorEvent } from '@turnpike/errors/error-styles';
import type { MediaTap } from '@turnpike/providers/provider-adapter';
import { holdForOutput, isSpendingBounded } from '../hold-extension.js';
import { HoldWatch } from '../relay/hold-watch.js';
import type { Relayed } from '../relay/relayed.js';
import { deliveredOf, measureStream } from '../relay/measure-media.js';
import type { StreamEnd, StreamReader } from '../relay/stream-reader.js';
import { billHeaders, identityHeaders, limitHeaders, receiptHeaders, SSE_HEADERS } from '../reply-headers.js';
import type { PipelineServices } from '../services.js';
import { relaySession } from '../session/session-relay.js';
import type { Bill, Dispatched, UsageReading } from '../tickets.js';

export async function relay(services: PipelineServices, ticket: Dispatched): Promise<Relayed> {
  const { answer } = ticket;
  const relayed = await relayAs(services, ticket, answer);
  ticket.arrival.timer.upstreamUs += ticket.arrival.timer.mark('relay');
  return relayed;
}

function relayAs(services: PipelineServices, ticket: Dispatched, answer: Dispatched['answer']) {
  switch (answer.kind) {
    case 'unary':
      return relayUnary(services, ticket, answer);
    case 'stream':
      return new StreamRelay(services, ticket, answer).run();
    case 'session':
      return relaySession(services, ticket, answer);
  }
}

function relayUnary(
  services: PipelineServices,
  ticket: Dispatched,
  answer: Extract<Dispatched['answer'], { kind: 'unary' }>,
): Relayed {
  const { arrival, entitlement } = ticket;
  const { exchange } = arrival;
  const { headerPrefix } = services.options;
  const usage = answer.usage ?? estimateUnary(ticket, answer.body);
  const gone = exchange.gone;
  const source = answer.usage === null ? 'estimated' : answer.source;
  const reading: UsageReading =
    gone && entitlement.product.clientGonePolicy === 'cancel'
      ? { usage: NO_USAGE, source: 'none', endReason: 'client_gone', status: answer.status }
      : { usage, source, endReason: gone ? 'client_gone' : 'complete', status: answer.status };
  return {
    reading,
    errorCode: null,
    clientGone: gone ? entitlement.product.clientGonePolicy : null,
    finish(bill) {
      const headers = { 'content-type': answer.contentType, 'content-length': answer.body.length };
      identityHeaders(arrival, headerPrefix, headers);
      limitHeaders(ticket, headerPrefix, headers);
      receiptHeaders(ticket, headerPrefix, headers);
      billHeaders(ticket, { reading, bill, prefix: headerPrefix }, headers);
      exchange.head(answer.status, headers);
      arrival.timer.markFirstByte();
      exchange.end(answer.body);
    },
  };
}

function tokenizerOf({ target, request }: Dispatched): Tokenizer {
  return tokenizerFor(target.upstreamModel, request.model);
}

/** An answer without usage: the operation counts what was asked and what was said. */
function estimateUnary(ticket: Dispatched, body: Buffer): Usage {
  const { operation } = ticket.arrival;
  const tokenizer = tokenizerOf(ticket);
  const inputTokens = operation.countInputTokens(ticket.request.body, tokenizer);
  return { ...NO_USAGE, inputTokens, outputTokens: operation.countOutputTokens(body, tokenizer) };
}

const END_REASONS: Readonly<Record<Exclude<StreamEnd['kind'], 'aborted'>, EndReason>> = {
  complete: 'complete',
  cut: 'upstream_cut',
  timeout: 'timeout',
  provider_error: 'upstream_error',
};

const ERROR_CODES: Readonly<Partial<Record<EndReason, ErrorCode>>> = {
  upstream_cut: 'upstream_interrupted',
  upstream_error: 'upstream_error',
  timeout: 'upstream_timeout',
  balance_exhausted: 'balance_exhausted',
  shutdown: 'shutting_down',
};

type StreamAnswer = Extract<Dispatched['answer'], { kind: 'stream' }>;

class StreamRelay {
  private readonly services: PipelineServices;
  private readonly ticket: Dispatched;
  private readonly reader: StreamReader;
  /** Null where tokens are all there is to measure. */
  private readonly media: { readonly tap: MediaTap; readonly spec: MediaSpec } | null;
  /** Null for events. */
  private readonly soundType: string | null;
  private readonly watch: HoldWatch | null;
  /** Null for server-sent events. */
  private readonly framing: StreamFraming | null;
  private promptTokens: number | null = null;
  private left = false;
  private waitsForCaller = false;
  private overcount = 0;
  private drainTimer: NodeJS.Timeout | null = null;

  constructor(services: PipelineServices, ticket: Dispatched, answer: StreamAnswer) {
    this.services = services;
    this.ticket = ticket;
    this.reader = answer.reader;
    this.watch = this.createWatch();
    const { operation, exchange } = ticket.arrival;
    const { mediaTap: tap, soundType } = answer;
    this.soundType = soundType;
    this.media = tap === null || operation.media === undefined ? null : { tap, spec: operation.media };
    this.framing = operation.createFraming?.(exchange) ?? null;
    ticket.openCall.cancel = () => this.reader.abort('shutdown');
    ticket.openCall.delivered = () => ({
      ...this.delivered(),
      servedModel: ticket.target.upstreamModel,
      providerId: ticket.target.providerId,
      targetId: ticket.target.id,
      attempts: ticket.attempts.length,
    });
  }

  run(): Promise<Relayed> {
    const { exchange } = this.ticket.arrival;
    this.sendHead();
    exchange.onGone(() => this.onGone());
    return new Promise((resolve) => {
      this.reader.attach({
        mayTake: () => this.mayTake(),
        onBytes: (bytes) => this.onBytes(bytes),
        onEnd: (end) => {
          if (this.drainTimer !== null) clearTimeout(this.drainTimer);
          resolve(this.conclude(end));
        },
      });
    });
  }

  private sendHead(): void {
    const { arrival } = this.ticket;
    const { headerPrefix } = this.services.options;
    const headers = identityHeaders(arrival, headerPrefix, { ...SSE_HEADERS });
    if (this.soundType !== null) headers['content-type'] = this.soundType;
    if (this.framing !== null) headers['content-type'] = this.framing.contentType;
    limitHeaders(this.ticket, headerPrefix, headers);
    arrival.exchange.head(200, receiptHeaders(this.ticket, headerPrefix, headers));
    arrival.timer.markFirstByte();
  }

  /** Nothing may be delivered that isn't held for; what follows the last word and the report is no delivery. */
  private mayTake(): boolean {
    const { watch } = this;
    const { tap } = this.reader;
    // In this order: before there is a report, looking for the last word would parse every event.
    if (watch === null || (tap.usage() !== null && tap.finishReasonSeen())) return true;
    return watch.check(this.countDelivered(watch));
  }

  /** The cheap count, put right by the tokenizer each time it comes to the edge of what is held for. */
  private countDelivered(watch: HoldWatch): number {
    const { tap } = this.reader;
    const units = tap.outputUnitsSoFar();
    if (tap.usage() !== null) return units;
    if (units - this.overcount >= watch.covered) this.overcount = units - tap.estimatedUsage(0).outputTokens;
    return units - this.overcount;
  }

  private onBytes(bytes: Buffer): boolean {
    if (this.left) return true;
    const { exchange } = this.ticket.arrival;
    const flowing = exchange.write(this.framing === null ? bytes : this.framing.elements(bytes.toString()));
    if (!flowing && !this.waitsForCaller) {
      this.waitsForCaller = true;
      exchange.onDrain(() => {
        this.waitsForCaller = false;
        this.reader.resume();
      });
    }
    return flowing;
  }

  private onGone(): void {
    if (this.left) return;
    this.left = true;
    if (this.ticket.entitlement.product.clientGonePolicy === 'cancel') {
      this.reader.abort('client_gone');
      return;
    }
    this.drainTimer = setTimeout(() => this.reader.abort('client_gone'), this.services.options.drainLimitMs);
    this.reader.resume();
  }

  private async conclude(end: StreamEnd): Promise<Relayed> {
    const { arrival, entitlement } = this.ticket;
    const endReason = this.endReasonOf(end);
    const { usage, source } = await this.readUsage();
    const errorCode = ERROR_CODES[endReason] ?? null;
    return {
      reading: { usage, source, endReason, status: 200 },
      errorCode,
      clientGone: this.left ? entitlement.product.clientGonePolicy : null,
      finish: (bill) => {
        if (this.left) {
          // What is kept for later calls is whole, whether or not anybody waited for its end.
          if (end.kind === 'complete') this.reader.encoder?.end(usage);
          return;
        }
        if (this.soundType !== null) return this.endSound(errorCode === null);
        const { errors } = arrival.operation;
        if (errorCode === null) this.end(this.receiptComment(bill) + this.endMark(usage));
        else {
          const error = new ApiError(errorCode);
          const told = this.reader.encoder?.fail?.(error);
          this.end(told ?? errorEvent(errors, error, arrival.publicRequestId));
        }
      },
    };
  }

  /** Sound has no word for an error: it breaks off, and nobody takes it for whole. */
  private endSound(isWhole: boolean): void {
    const { exchange } = this.ticket.arrival;
    if (isWhole) exchange.end();
    else exchange.cut();
  }

  private end(events: string): void {
    const { framing } = this;
    this.ticket.arrival.exchange.end(framing === null ? events : framing.elements(events) + framing.end());
  }

  /** What closes the stream on the caller's wire: the provider's own words where its bytes pass. */
  private endMark(usage: Usage): string {
    const { encoder, endMark } = this.reader;
    if (encoder !== null) return encoder.end(usage);
    return endMark?.toString() ?? this.ticket.arrival.operation.surface?.endMark ?? '';
  }

  private endReasonOf(end: StreamEnd): EndReason {
    if (end.kind === 'aborted') {
      if (end.reason === 'balance_exhausted' || end.reason === 'shutdown') return end.reason;
      return end.reason === 'client_gone' ? 'client_gone' : 'upstream_error';
    }
    return this.left && end.kind === 'complete' ? 'client_gone' : END_REASONS[end.kind];
  }

  /** An SSE comment, which clients pass over, for those who ask for the receipt inside the stream. */
  private receiptComment(bill: Bill): string {
    const { headerPrefix } = this.services.options;
    const { exchange, publicRequestId } = this.ticket.arrival;
    if (exchange.headers[`${headerPrefix}-receipt`] === undefined) return '';
    const receipt = {
      requestId: publicRequestId,
      charge: bill.charge,
      currency: this.ticket.entitlement.planVersion.currency,
    };
    return `: receipt ${JSON.stringify(receipt)}\n\n`;
  }

  private readUsage(): MediaReading | Promise<MediaReading> {
    const { media, reader } = this;
    if (media !== null) return measureStream(media.tap, media.spec, this.ticket);
    const usage = reader.tap.usage();
    if (usage !== null) return { usage, source: 'provider' };
    return { usage: reader.tap.estimatedUsage(this.countPrompt()), source: 'estimated' };
  }

  private countPrompt(): number {
    const { arrival, request } = this.ticket;
    this.promptTokens ??= arrival.operation.countInputTokens(request.body, tokenizerOf(this.ticket));
    return this.promptTokens;
  }

  /**
   * For the reaper, should this process die: what the provider reported, else a token for each event. An event is a
   * token or more, so the caller of a call that was lost never pays for more than it got; the hold's units would. Events
   * of pictures and sound say nothing by their number.
   */
  private delivered(): Usage {
    const { media } = this;
    if (media !== null) return deliveredOf(media.tap, media.spec, this.ticket);
    const reported = this.reader.tap.usage();
    if (reported !== null) return reported;
    return { ...NO_USAGE, inputTokens: this.countPrompt(), outputTokens: this.reader.contentEvents };
  }

  private createWatch(): HoldWatch | null {
    const { ticket } = this;
    // Who pays afterwards, and has no budget, has nothing that could run out.
    if (ticket.heldOutputTokens === null || ticket.hold === 0n || !isSpendingBounded(ticket)) return null;
    return new HoldWatch({
      held: ticket.heldOutputTokens,
      extend: (tokens) => this.services.extendHold(ticket, holdForOutput(ticket, tokens)),
      onExtended: () => this.reader.resume(),
      onExhausted: () => this.reader.abort('balance_exhausted'),
    });
  }
}
