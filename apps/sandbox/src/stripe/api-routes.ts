/**
 * Stripe's REST API as far as it is used: customers, Checkout Sessions, and what they leave behind. Form-encoded bodies
 * in, Stripe's objects and errors out; POSTs are remembered by their Idempotency-Key.
 */
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from '../http/read-body.js';
import { sendJson } from '../http/respond.js';
import { API_VERSION, type CheckoutDesk, expire, expireWhenDue } from './checkout.js';
import { createSession, readMetadata, text } from './create-session.js';
import { type Form, parseForm } from './form-body.js';
import { invalid, missing, type StripeError, toErrorBody } from './stripe-error.js';
import { type Customer, stripeId, unixSeconds } from './stripe-objects.js';

const MAX_BODY_BYTES = 256 * 1024;
const MAX_PAGE = 100;
const DEFAULT_PAGE = 10;

interface Request {
  method: string;
  url: URL;
  form: Form;
  baseUrl: string;
}

/** Answers a request below `/v1`. `secretKey` is the only one taken; without one any test key is. */
export async function answerApi(
  desk: CheckoutDesk,
  secretKey: string,
  { request, response }: { request: IncomingMessage; response: ServerResponse },
): Promise<void> {
  const requestId = stripeId('req');
  const send = (status: number, body: unknown, extra: Record<string, string> = {}): void => {
    const version = request.headers['stripe-version'];
    const headers = { 'request-id': requestId, 'stripe-version': String(version ?? API_VERSION), ...extra };
    sendJson(response, { status, body, headers });
  };
  const refuse = (error: StripeError): void => send(error.status, toErrorBody(error));
  const denied = checkKey(request.headers.authorization, secretKey);
  if (denied !== null) return refuse(denied);
  const read = await readBody(request, MAX_BODY_BYTES);
  if (!read.ok) return refuse(invalid('The request body is too large or incomplete.'));
  const body = read.body.toString('utf8');
  const form = parseForm(body);
  if (form === null) return refuse(invalid('The request body can not be read as a form.'));
  const method = request.method ?? 'GET';
  const url = new URL(request.url ?? '/', 'http://stripe');
  const work = () => route(desk, { method, url, form, baseUrl: `http://${request.headers.host ?? 'localhost'}` });
  const key = request.headers['idempotency-key'];
  if (method !== 'POST' || typeof key !== 'string') {
    const { status, body: answer } = rendered(work());
    return send(status, answer);
  }
  const fingerprint = createHash('sha256').update(`${method} ${url.pathname}\n${body}`).digest('hex');
  const earlier = desk.store.answers.get(key);
  if (earlier === undefined) {
    const answer = rendered(work());
    desk.store.answers.set(key, { fingerprint, requestId, ...answer });
    send(answer.status, answer.body, { 'idempotency-key': key });
  } else if (earlier.fingerprint === fingerprint) {
    const replay = { 'idempotency-key': key, 'idempotent-replayed': 'true', 'original-request': earlier.requestId };
    send(earlier.status, earlier.body, replay);
  } else {
    const message = `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`;
    refuse({ status: 400, type: 'idempotency_error', message });
  }
}

function checkKey(authorization: string | undefined, secretKey: string): StripeError | null {
  const given = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1];
  const right = secretKey === '' ? given?.startsWith('sk_test_') === true : given === secretKey;
  if (right) return null;
  const message =
    given === undefined
      ? 'You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth.'
      : `Invalid API Key provided: ${given.slice(0, 8)}****`;
  return { ...invalid(message), status: 401 };
}

function rendered(answer: object): { status: number; body: unknown } {
  return isError(answer)
    ? { status: answer.status, body: toErrorBody(answer) }
    : { status: 200, body: structuredClone(answer) };
}

function isError(answer: object): answer is StripeError {
  return 'message' in answer && 'type' in answer && 'status' in answer;
}

function route(desk: CheckoutDesk, request: Request): object {
  const { store } = desk;
  const { method, url, form } = request;
  const [, , ...parts] = url.pathname.split('/');
  const path = parts.map((part) => (/^(cus|cs_test|pi|ch|evt)_/.test(part) ? '{id}' : part)).join('/');
  const id = parts.find((part) => /^(cus|cs_test|pi|ch|evt)_/.test(part)) ?? '';
  switch (`${method} ${path}`) {
    case 'POST customers':
      return createCustomer(desk, form);
    case 'GET customers/{id}':
      return store.customers.get(id) ?? missing('customer', id);
    case 'POST checkout/sessions':
      return createSession(store, form, request.baseUrl);
    case 'GET checkout/sessions/{id}':
      return retrieveSession(desk, id);
    case 'POST checkout/sessions/{id}/expire':
      return expireSession(desk, id);
    case 'GET payment_intents/{id}':
      return store.intents.get(id) ?? missing('payment_intent', id);
    case 'GET charges/{id}':
      return store.charges.get(id) ?? missing('charge', id);
    case 'GET events':
      return listEvents(desk, url);
    case 'GET events/{id}':
      return store.events.get(id) ?? missing('event', id);
    default:
      return { ...invalid(`Unrecognized request URL (${method}: ${url.pathname}).`), status: 404 };
  }
}

function createCustomer({ store }: CheckoutDesk, form: Form): Customer {
  const customer: Customer = {
    id: stripeId('cus'),
    object: 'customer',
    created: unixSeconds(),
    livemode: false,
    name: text(form.name),
    email: text(form.email),
    metadata: readMetadata(form.metadata),
  };
  store.customers.set(customer.id, customer);
  return customer;
}

function retrieveSession(desk: CheckoutDesk, id: string): object {
  const session = desk.store.sessions.get(id);
  if (session === undefined) return missing('checkout.session', id);
  expireWhenDue(desk, session);
  return session;
}

function expireSession(desk: CheckoutDesk, id: string): object {
  const session = desk.store.sessions.get(id);
  if (session === undefined) return missing('checkout.session', id);
  const message = 'Only Checkout Sessions with a status in ["open"] can be expired.';
  return expire(desk, session) ? session : invalid(message);
}

function listEvents({ store }: CheckoutDesk, url: URL): object {
  const limit = Math.min(Math.max(1, Number(url.searchParams.get('limit')) || DEFAULT_PAGE), MAX_PAGE);
  const type = url.searchParams.get('type');
  const after = url.searchParams.get('starting_after');
  const all = store.events.newestFirst().filter((event) => type === null || event.type === type);
  const from = after === null ? 0 : all.findIndex(({ id }) => id === after) + 1;
  const data = all.slice(from, from + limit);
  return { object: 'list', url: '/v1/events', has_more: from + limit < all.length, data };
}
