/** A call that was made before under the same key: what it was answered is answered again, and nothing else is done. */
import { publicId } from '@turnpike/domain/ids';
import { BARE_OUTCOME, refuse } from '../refuse.js';
import { identityHeaders, replayHeaders } from '../reply-headers.js';
import type { PipelineServices } from '../services.js';
import { record } from '../stages/record.stage.js';
import type { Repeated } from '../tickets.js';

/** Answers with what is kept, or refuses where that is gone. Takes no limit and no money. Never rejects. */
export async function replay(services: PipelineServices, ticket: Repeated): Promise<void> {
  const { arrival, caller, request, firstRequestId } = ticket;
  const { exchange, timer } = arrival;
  const answer = (await services.idempotency?.find(ticket)) ?? null;
  timer.mark('lookup');
  if (answer === null) return refuse(services, arrival, { error: ticket.otherwise, caller });
  const { status, body } = answer;
  const { headerPrefix } = services.options;
  const headers = identityHeaders(arrival, headerPrefix, { ...answer.headers });
  exchange.head(status, replayHeaders(publicId('request', firstRequestId), { status, prefix: headerPrefix }, headers));
  timer.markFirstByte();
  exchange.end(body);
  const facts = { ...BARE_OUTCOME, caller, model: request.model, stream: request.stream };
  record(services.recorder, arrival, { ...facts, status, errorCode: null, idempotency: 'replayed' });
}
