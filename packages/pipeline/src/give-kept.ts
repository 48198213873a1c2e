/**
 * A kept answer, given again: settled at the price of one before anything of it leaves, sent as it was sent, recorded.
 */
import { parseScaled, scaledToBaseUnitsUp } from '@turnpike/domain/scaled-amount';
import { NO_USAGE } from '@turnpike/domain/usage';
import { ApiError } from '@turnpike/errors/api-error';
import type { CachedAnswer } from './cache/cached-answer.js';
import type { Exchange } from './exchange.js';
import { billHeaders, identityHeaders, keptHeaders, limitHeaders } from './reply-headers.js';
import { isSpendingBounded } from './hold-extension.js';
import type { PipelineServices } from './services.js';
import type { KeptHit } from './stages/lookup.stage.js';
import { meter } from './stages/meter.stage.js';
import { record } from './stages/record.stage.js';
import { settle } from './stages/settle.stage.js';
import { tellsOf } from './tells.js';
import type { Admitted, Bill, UsageReading } from './tickets.js';

/** Null when it was answered; else why not, and nothing was done. */
export async function giveKept(services: PipelineServices, ticket: Admitted, hit: KeptHit): Promise<ApiError | null> {
  const { arrival, caller, entitlement, request } = ticket;
  const { exchange } = arrival;
  const { clientGonePolicy } = entitlement.product;
  const gone = exchange.gone;
  const reading: UsageReading =
    gone && clientGonePolicy === 'cancel'
      ? { usage: NO_USAGE, source: 'none', endReason: 'client_gone', status: 200 }
      : { usage: hit.answer.usage, source: 'cache', endReason: gone ? 'client_gone' : 'complete', status: 200 };
  const bill = meter(ticket, reading, null);
  if (!(await isHeldFor(services, ticket, bill))) {
    return new ApiError('insufficient_quota', { details: { scope: 'tenant', limit: 'balance' } });
  }
  await settle(services, ticket, { reading, bill, target: null, attempts: 0 });
  sendHead(services, ticket, { hit, reading, bill });
  await sendBody(exchange, hit.answer, commentOf(services, ticket, bill));
  const clientGone = gone ? clientGonePolicy : null;
  const { droppedHints } = hit.answer;
  const facts = { caller, model: request.model, stream: request.stream, attempts: [], droppedHints, clientGone };
  const { status, endReason } = reading;
  const cache = hit.similarity === null ? 'hit' : 'semantic_hit';
  record(services.recorder, arrival, { ...facts, ...tellsOf(ticket), status, errorCode: null, endReason, cache });
  return null;
}

/** A stream's first hold is for its beginning; a kept one is charged at once. */
function isHeldFor(services: PipelineServices, ticket: Admitted, bill: Bill): boolean | Promise<boolean> {
  if (!isSpendingBounded(ticket)) return true;
  const charge = scaledToBaseUnitsUp(parseScaled(bill.charge), ticket.entitlement.planVersion.currency);
  return charge <= ticket.hold || services.extendHold(ticket, charge);
}

function sendHead(
  services: PipelineServices,
  ticket: Admitted,
  { hit, reading, bill }: { hit: KeptHit; reading: UsageReading; bill: Bill },
): void {
  const { headerPrefix: prefix } = services.options;
  const { answer, similarity } = hit;
  const headers = { ...answer.headers };
  if (answer.isWhole) headers['content-length'] = answer.body.length;
  identityHeaders(ticket.arrival, prefix, headers);
  limitHeaders(ticket, prefix, headers);
  const ageSeconds = Math.max(0, Math.floor((Date.now() - answer.keptAtMs) / 1000));
  keptHeaders(ticket, { ageSeconds, similarity, droppedHints: answer.droppedHints, prefix }, headers);
  billHeaders(ticket, { reading, bill, prefix }, headers);
  ticket.arrival.exchange.head(200, headers);
  ticket.arrival.timer.markFirstByte();
}

const EVENT_STREAM = 'text/event-stream';

/** The receipt inside the stream, for those who ask for it there. */
function commentOf({ options }: PipelineServices, { arrival, entitlement, request }: Admitted, bill: Bill): string {
  if (!request.stream || arrival.exchange.headers[`${options.headerPrefix}-receipt`] === undefined) return '';
  const { currency } = entitlement.planVersion;
  return `: receipt ${JSON.stringify({ requestId: arrival.publicRequestId, charge: bill.charge, currency })}\n\n`;
}

const PIECE_BYTES = 64 * 1024;

/** Resolves when the last byte was written, or the caller has left. */
function sendBody(exchange: Exchange, { body, headers, isWhole }: CachedAnswer, comment: string): Promise<void> | null {
  const isEvents = String(headers['content-type']).startsWith(EVENT_STREAM);
  if (comment !== '' && isEvents) exchange.write(comment);
  if (isWhole || body.length <= PIECE_BYTES) {
    exchange.end(body);
    return null;
  }
  return new Promise((resolve) => {
    let at = 0;
    const writeOn = () => {
      while (!exchange.gone && at + PIECE_BYTES < body.length) {
        const piece = body.subarray(at, at + PIECE_BYTES);
        at += PIECE_BYTES;
        if (!exchange.write(piece)) return exchange.onDrain(writeOn);
      }
      exchange.end(body.subarray(at));
      resolve();
    };
    exchange.onGone(resolve);
    writeOn();
  });
}
