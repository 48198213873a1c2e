import { errorStyleOf } from '@turnpike/endpoints/caller-style';
import type { ApiError } from '@turnpike/errors/api-error';
import { errorBody, errorEvent } from '@turnpike/errors/error-styles';
import type { ReplyHeaders } from './exchange.js';
import { errorHeaders, identityHeaders } from './reply-headers.js';
import type { PipelineOptions } from './services.js';
import type { Arrival } from './tickets.js';

/** Answers with an error in the envelope its callers expect; `limits` are the headers that say how the limits stand, where known. */
export function sendError(
  options: Pick<PipelineOptions, 'headerPrefix'>,
  arrival: Arrival,
  { error, limits }: { error: ApiError; limits: ReplyHeaders },
): void {
  const { exchange, publicRequestId, timer } = arrival;
  const style = errorStyleOf(arrival.operation, exchange.headers);
  // A fault of ours in mid-stream: what follows must be an event like all before it.
  if (exchange.headSent) return exchange.end(errorEvent(style, error, publicRequestId));
  const body = Buffer.from(JSON.stringify(errorBody(style, error, publicRequestId)));
  const identity = identityHeaders(arrival, options.headerPrefix);
  exchange.head(error.status, { ...limits, ...errorHeaders(error, style), ...identity, 'content-length': body.length });
  timer.markFirstByte();
  exchange.end(body);
}
