/**
 * The short corridor of look-ups: models, receipts, counts. The caller is admitted as a peek (epoch and rate, no money
 * and no slot), and the answer comes from memory or from a store.
 *
 *   receive → authenticate → authorize → read, where there is a body → admit (peek) → answer → record
 */
import type { LookupOperation, ModelQuestion } from '@turnpike/endpoints/operation';
import { ApiError } from '@turnpike/errors/api-error';
import type { Exchange } from './exchange.js';
import { BARE_OUTCOME, type Refusal, refuse } from './refuse.js';
import { identityHeaders, limitHeaders } from './reply-headers.js';
import type { PipelineServices } from './services.js';
import { applyStrictest } from './shield/apply-inspection.js';
import { look as lookAt, peek } from './stages/admit.stage.js';
import { authenticate } from './stages/authenticate.stage.js';
import { authorize } from './stages/authorize.stage.js';
import { receive } from './stages/receive.stage.js';
import { record } from './stages/record.stage.js';
import { readAs } from './stages/read.stage.js';
import type { Arrival, Granted, LimitState } from './tickets.js';

/** Serves a look-up: the caller is admitted as a peek, the answer is JSON. Never rejects. */
export async function serveLookup(
  services: PipelineServices,
  exchange: Exchange,
  look: {
    operation: LookupOperation;
    /** `question` is what the body asks; null for one without. `state` is how the limits stand. */
    answer: (ticket: Granted, question: ModelQuestion | null, state: LimitState) => Promise<object | ApiError>;
  },
) {
  const arrival = receive(exchange, look.operation);
  let question: ModelQuestion | null = null;
  let refusal: Refusal = { error: new ApiError('limits_unavailable', { retryAfterSeconds: 1 }), caller: null };
  for (const fresh of [false, true]) {
    const identified = await authenticate(services.callers, arrival, fresh);
    if (identified instanceof ApiError) return refuse(services, arrival, { error: identified, caller: null });
    const { caller } = identified;
    const granted = authorize(services.catalogue.current(), identified);
    if (granted instanceof ApiError) return refuse(services, arrival, { error: granted, caller });
    exchange.page?.servedBy(granted.entitlements.map(({ product }) => product));
    const attack = applyStrictest(exchange, granted.entitlements);
    if (attack instanceof ApiError) return refuse(services, arrival, { error: attack, caller });
    const asked: ModelQuestion | null | ApiError | 'client_gone' = question ?? (await readQuestion(services, arrival));
    if (asked === 'client_gone') return refuse(services, arrival, { error: null, caller });
    if (asked instanceof ApiError) return refuse(services, arrival, { error: asked, caller });
    question = asked;
    const isAboutCaller = look.operation.isAboutCaller === true;
    const admitted = isAboutCaller ? await lookAt(services, granted) : await peek(services, granted);
    refusal = { error: refusal.error, caller };
    if (admitted === 'stale') continue;
    if (admitted instanceof ApiError) return refuse(services, arrival, { error: admitted, caller });
    const answer = await look.answer(granted, question, admitted);
    if (answer instanceof ApiError) return refuse(services, arrival, { error: answer, caller });
    const body = Buffer.from(JSON.stringify(answer));
    const headers = {
      ...identityHeaders(arrival, services.options.headerPrefix),
      ...limitHeaders({ ...admitted, arrival }, services.options.headerPrefix),
    };
    exchange.head(200, { 'content-type': 'application/json', 'content-length': body.length, ...headers });
    exchange.end(body);
    return record(services.recorder, arrival, { ...BARE_OUTCOME, caller, status: 200, errorCode: null, attack });
  }
  return refuse(services, arrival, refusal);
}

async function readQuestion(
  { options }: PipelineServices,
  arrival: Arrival<LookupOperation>,
): Promise<ModelQuestion | null | ApiError | 'client_gone'> {
  const { operation, exchange } = arrival;
  if (operation.parse === undefined) return null;
  const read = await readAs(options, arrival, (body) => operation.parse?.(body, exchange) ?? new ApiError('not_found'));
  return read === 'client_gone' || read instanceof ApiError ? read : read.request;
}
