/**
 * The last resort: a product's own answer, given free of charge when no target and no fallback model answered. Only
 * conversations have one, and only for what lies with us or with providers: what a caller did wrong it must hear of.
 */
import type { Finish } from '@turnpike/dialects/answer';
import type { JsonObject, Surface } from '@turnpike/dialects/dialect';
import { NO_USAGE } from '@turnpike/domain/usage';
import type { ErrorCode } from '@turnpike/errors/catalogue';
import type { ReplyHeaders } from './exchange.js';
import { failedEnd } from './failed-end.js';
import { identityOf } from './relay/unary-answer.js';
import { billHeaders, fallbackHeaders, identityHeaders, limitHeaders, SSE_HEADERS } from './reply-headers.js';
import type { PipelineServices } from './services.js';
import type { DispatchFailure } from './stages/dispatch.stage.js';
import { meter } from './stages/meter.stage.js';
import { record } from './stages/record.stage.js';
import { settle } from './stages/settle.stage.js';
import { tellsOf } from './tells.js';
import type { Admitted } from './tickets.js';

const STOP: Finish = { reason: 'stop', sequence: null };

interface Said {
  readonly body: Buffer;
  readonly headers: ReplyHeaders;
  /** For later calls to stand on; null where the wire has no such thing. */
  readonly whole: JsonObject | null;
}

/** Answers, settles and records; false when the product has nothing to say, and nothing was done. */
export async function answerInstead(
  services: PipelineServices,
  ticket: Admitted,
  { error, attempts }: DispatchFailure,
): Promise<boolean> {
  const { arrival, caller, request, entitlement } = ticket;
  const { fallbackAnswer } = entitlement.product;
  const { surface } = arrival.operation;
  if (fallbackAnswer === null || surface === null || error === null || !isForgivable(error)) return false;
  const endReason = failedEnd(error);
  const reading = { usage: NO_USAGE, source: 'none', endReason, status: 200 } as const;
  const bill = meter(ticket, reading, null);
  await settle(services, ticket, { reading, bill, target: null, attempts: attempts.length });

  const { headerPrefix: prefix } = services.options;
  const { body, headers, whole } = sayOn(surface, ticket, fallbackAnswer);
  identityHeaders(arrival, prefix, headers);
  limitHeaders(ticket, prefix, headers);
  fallbackHeaders(ticket, { attempts: attempts.length, prefix }, headers);
  if (!request.stream) billHeaders(ticket, { reading, bill, prefix }, headers);
  arrival.exchange.head(200, headers);
  arrival.timer.markFirstByte();
  arrival.exchange.end(body);

  if (arrival.operation.remembers === true && whole !== null) {
    services.conversations?.remember({ requestId: arrival.requestId, caller, body: ticket.asked, response: whole });
  }
  const facts = { caller, model: request.model, stream: request.stream, attempts, endReason, clientGone: null };
  const outcome = { ...facts, droppedHints: [], status: 200, errorCode: error.code, fallbackAnswer: true };
  record(services.recorder, arrival, { ...outcome, ...tellsOf(ticket) });
  return true;
}

/** What is said in every choice, on the caller's own wire. */
function sayOn(surface: Surface, ticket: Admitted, text: string): Said {
  const { request, arrival } = ticket;
  const choices = Array.from({ length: request.choices }, (_, choice) => choice);
  const identity = identityOf(ticket);
  if (!request.stream) {
    const said = { parts: [{ kind: 'text', text }], finish: STOP, logprobs: null, annotations: [] } as const;
    const whole = surface.encodeAnswer({ id: null, choices: choices.map(() => said), usage: NO_USAGE }, identity);
    const body = Buffer.from(JSON.stringify(whole));
    return { body, headers: { 'content-type': 'application/json', 'content-length': body.length }, whole };
  }
  const encoder = surface.createStreamEncoder(identity);
  const content = choices.map((choice) => {
    return encoder.encode({ kind: 'text', choice, text }) + encoder.encode({ kind: 'finish', choice, finish: STOP });
  });
  const events = content.join('') + encoder.end(NO_USAGE);
  const framing = arrival.operation.createFraming?.(arrival.exchange) ?? null;
  const body = Buffer.from(framing === null ? events : framing.elements(events) + framing.end());
  const headers = { ...SSE_HEADERS, ...(framing === null ? {} : { 'content-type': framing.contentType }) };
  return { body, headers, whole: encoder.whole?.() ?? null };
}

function isForgivable({ status, code }: { status: number; code: ErrorCode }): boolean {
  return status >= 500 && code !== 'shutting_down' && code !== 'not_cached';
}
