/**
 * A payment provider that speaks Stripe's wire: the REST API under `/v1`, the page people pay on under
 * `/stripe/checkout`, and its events under `/stripe/events`. Takes the official client, gives Stripe's objects and
 * signed webhooks, refuses in Stripe's words. Touches memory, and the one address webhooks go to.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from '../http/read-body.js';
import { sendHtml, sendJson, sendText } from '../http/respond.js';
import { answerApi } from './api-routes.js';
import { type CheckoutDesk, expireWhenDue, pay } from './checkout.js';
import { renderCheckout, renderEnded, returnAddress } from './checkout-page.js';
import { renderEvents } from './events-page.js';
import type { CheckoutSession, StripeEvent } from './stripe-objects.js';
import { StripeStore } from './stripe-store.js';
import { WebhookSender, type WebhookOptions } from './webhook-sender.js';

export interface StripeOptions {
  /** The only key taken; any test key when empty. */
  secretKey: string;
  webhook: WebhookOptions;
}

export interface StripeSandbox {
  /** Whether a path is Stripe's. */
  owns(path: string): boolean;
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>;
  close(): void;
}

const API = /^\/v1\/(customers|checkout|payment_intents|charges|refunds|events)(\/|$)/;
const MAX_FORM_BYTES = 16 * 1024;
const SHUFFLED = 100;
const MAX_TIMES = 20;

interface Sockets {
  request: IncomingMessage;
  response: ServerResponse;
}

export function createStripeSandbox({ secretKey, webhook }: StripeOptions): StripeSandbox {
  const desk: CheckoutDesk = { store: new StripeStore(), sender: new WebhookSender(webhook) };
  return {
    owns: (path) => API.test(path) || path.startsWith('/stripe/'),
    answer: async (request, response) => {
      const path = new URL(request.url ?? '/', 'http://stripe').pathname;
      if (API.test(path)) await answerApi(desk, secretKey, { request, response });
      else await answerPages(desk, path, { request, response });
    },
    close: () => desk.sender.close(),
  };
}

async function answerPages(desk: CheckoutDesk, path: string, sockets: Sockets): Promise<void> {
  const { request, response } = sockets;
  const [, id, action] = /^\/stripe\/checkout\/(cs_test_\w+)(\/pay)?$/.exec(path) ?? [];
  const session = id === undefined ? undefined : desk.store.sessions.get(id);
  if (session !== undefined) return answerCheckout(desk, session, { ...sockets, paying: action !== undefined });
  if (path === '/stripe/events') {
    if (request.method === 'GET') showEvents(desk, sockets);
    else sendText(response, 405, 'Use GET.');
  } else if (path.startsWith('/stripe/events/') && request.method === 'POST') {
    await sendAgain(desk, path, sockets);
  } else sendText(response, 404, 'There is nothing here.');
}

async function answerCheckout(
  desk: CheckoutDesk,
  session: CheckoutSession,
  { request, response, paying }: Sockets & { paying: boolean },
): Promise<void> {
  expireWhenDue(desk, session);
  if (paying && request.method === 'POST') {
    const form = await readForm(request);
    const result = readProblem(form) ?? pay(desk, session, form.get('card') ?? '');
    if (result === 'paid' || result === 'repeated') {
      response.writeHead(303, { location: returnAddress(session), 'cache-control': 'no-store' }).end();
      return;
    }
    if (result !== 'not_open') {
      const problem = result === 'declined' ? 'Your card was declined. Try another one.' : result;
      return show(response, session, { html: renderCheckout(session, problem), status: 402 });
    }
  } else if (request.method !== 'GET' || paying) {
    sendText(response, 405, 'Use GET.');
    return;
  }
  show(response, session, { html: session.status === 'open' ? renderCheckout(session, null) : renderEnded(session) });
}

/** The form leads to the merchant's page, which browsers count as a target of the form. */
function show(response: ServerResponse, session: CheckoutSession, page: { html: string; status?: number }): void {
  const targets = [session.success_url, session.cancel_url].flatMap((url) =>
    url === null ? [] : [new URL(url).origin],
  );
  const contentSecurityPolicy = `default-src 'none'; style-src 'unsafe-inline'; form-action 'self' ${[...new Set(targets)].join(' ')}; base-uri 'none'; frame-ancestors 'none'`;
  sendHtml(response, { ...page, contentSecurityPolicy });
}

function readProblem(form: URLSearchParams): string | null {
  if (!/^\S+@\S+$/.test(form.get('email') ?? '')) return 'Give an e-mail address.';
  return /^[\d ]{12,23}$/.test(form.get('card') ?? '') ? null : 'Give a card number of 12 to 19 digits.';
}

function showEvents({ store, sender }: CheckoutDesk, { response }: Sockets): void {
  const endpoint = { url: sender.url, attemptsOf: (eventId: string) => sender.attemptsOf(eventId) };
  sendHtml(response, { html: renderEvents(store.events.newestFirst(), endpoint) });
}

/** `/stripe/events/{id}/send` (`times`) and `/stripe/events/shuffle`: people are led back, scripts told what was sent. */
async function sendAgain({ store, sender }: CheckoutDesk, path: string, { request, response }: Sockets): Promise<void> {
  const form = await readForm(request);
  const events = path === '/stripe/events/shuffle' ? shuffled(store.events.newestFirst().slice(0, SHUFFLED)) : [];
  const event = store.events.get(/^\/stripe\/events\/(evt_\w+)\/send$/.exec(path)?.[1] ?? '');
  if (event !== undefined) {
    const times = Math.min(Math.max(1, Number(form.get('times')) || 1), MAX_TIMES);
    events.push(...Array.from({ length: times }, () => event));
  }
  if (events.length === 0) return sendText(response, 404, 'No such event.');
  await Promise.all(events.map((each) => sender.send(each)));
  if (request.headers.accept?.includes('text/html') === true) {
    response.writeHead(303, { location: '/stripe/events' }).end();
  } else sendJson(response, { status: 200, body: { sent: events.map(({ id }) => id) } });
}

function shuffled(events: StripeEvent[]): StripeEvent[] {
  return events
    .map((event) => ({ event, at: Math.random() }))
    .sort((one, other) => one.at - other.at)
    .map(({ event }) => event);
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const read = await readBody(request, MAX_FORM_BYTES);
  return new URLSearchParams(read.ok ? read.body.toString('utf8') : '');
}
