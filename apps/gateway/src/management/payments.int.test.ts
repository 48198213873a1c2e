/** Payments over the wire: the real Stripe client, the sandbox's Stripe as a process of its own, signed webhooks. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Decimal } from '@turnpike/domain/money';
import type { PaymentsPort } from '@turnpike/management/payments/payments-port';
import { createStripePayments } from '@turnpike/payments/stripe-payments';
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandboxProcess } from '@turnpike/testing/sandbox-process';
import { until } from '@turnpike/testing/until';
import { type ManagementGateway, startManagementGateway } from '../../test/management-gateway.js';

const SECRET_KEY = 'sk_test_integration';
const SECRET = 'whsec_integration';
const PORTAL = 'http://127.0.0.1:3000';
const WEBHOOK = '/api/v1/payments/stripe/webhook';

interface Webhook {
  body: string;
  signature: string;
  type: string;
}

let gateway: ManagementGateway;
let sandbox: Sandbox;
let stripeUrl: string;
let mailroom: Server;
let payments: PaymentsPort;
let tenantId: string;
/** What the sandbox sent; nothing reaches the gateway but by a test's hand. */
const received: Webhook[] = [];

beforeAll(async () => {
  mailroom = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => (body += part));
    request.on('end', () => {
      received.push({ body, signature: String(request.headers['stripe-signature']), type: JSON.parse(body).type });
      response.writeHead(200).end();
    });
  }).listen(0, '127.0.0.1');
  await once(mailroom, 'listening');
  sandbox = await startSandboxProcess({
    STRIPE_SECRET_KEY: SECRET_KEY,
    STRIPE_WEBHOOK_SECRET: `whsec_older_one,${SECRET}`,
    STRIPE_WEBHOOK_URL: `http://127.0.0.1:${(mailroom.address() as AddressInfo).port}/`,
  });
  stripeUrl = sandbox.baseUrl.replace(/\/v1$/, '');
  payments = createStripePayments({
    secretKey: SECRET_KEY,
    apiUrl: stripeUrl,
    webhookSecrets: ['whsec_new_one_not_used_yet', SECRET],
    successUrl: `${PORTAL}/app/billing/return?session={CHECKOUT_SESSION_ID}`,
    cancelUrl: `${PORTAL}/app/billing`,
  });
  gateway = await startManagementGateway({ portalUrl: PORTAL, payments });
  tenantId = (await gateway.call('POST', '/api/v1/tenants', { body: { name: 'Payers' } })).data.id;
});
afterAll(async () => {
  await gateway.stop();
  await sandbox.stop();
  mailroom.close();
});

async function start(amount: string, currency = 'USD') {
  const answer = await gateway.call('POST', '/api/v1/payments', { body: { tenantId, amount, currency } });
  expect([answer.status, answer.body.message]).toEqual([201, 'ok']);
  return answer.data;
}

/** Presses the page's button. */
async function press(checkoutUrl: string, card = '4242 4242 4242 4242') {
  return fetch(`${checkoutUrl}/pay`, {
    method: 'POST',
    body: new URLSearchParams({ email: 'payer@example.com', card, expiry: '12 / 34', cvc: '123' }),
    redirect: 'manual',
  });
}

/** The webhook of that type about that payment, once the sandbox has sent it. */
async function webhookOf(paymentId: string, type: string): Promise<Webhook> {
  const bare = paymentId.slice(4);
  const find = () => received.find((hook) => hook.type === type && hook.body.replaceAll('-', '').includes(bare));
  await until(async () => find() !== undefined, `the webhook ${type}`);
  return find() as Webhook;
}

const deliver = ({ body, signature }: Pick<Webhook, 'body' | 'signature'>, headers: Record<string, string> = {}) =>
  gateway.call('POST', WEBHOOK, { key: null, body, headers: { 'stripe-signature': signature, ...headers } });

function sign(body: string, at = Date.now(), secret = SECRET): string {
  const seconds = Math.floor(at / 1000);
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}

const posted = async () => (await gateway.call('GET', `/api/v1/tenants/${tenantId}/balance`)).data.posted;

describe('a payment', () => {
  it('is paid on the page, told by webhook, and credited once, however often and in whatever order it is told', async () => {
    const before = new Decimal(await posted());
    const payment = await start('25');
    const page = await (await fetch(payment.checkoutUrl)).text();
    expect(page).toContain('No money moves');
    expect(page).toContain('25.00 USD');
    const paid = await press(payment.checkoutUrl);
    expect(paid.status).toBe(303);
    expect(paid.headers.get('location')).toMatch(/^http:\/\/127\.0\.0\.1:3000\/app\/billing\/return\?session=cs_test_/);
    expect((await press(payment.checkoutUrl)).status).toBe(303);
    const completed = await webhookOf(payment.id, 'checkout.session.completed');
    const others = [
      await webhookOf(payment.id, 'payment_intent.succeeded'),
      await webhookOf(payment.id, 'charge.succeeded'),
    ];
    expect((await gateway.call('GET', `/api/v1/payments/${payment.id}`)).data.status).toBe('pending');
    const all = Array.from({ length: 20 }, (_, index) => (index % 5 === 4 ? others[index % 2] : completed) as Webhook);
    const answers = await Promise.all(all.map((hook) => deliver(hook)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const outcomes = answers.map(({ data }) => data.outcome);
    expect(outcomes.filter((outcome) => outcome === 'credited')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'repeated')).toHaveLength(15);
    expect(outcomes.filter((outcome) => outcome === 'ignored')).toHaveLength(4);
    expect(before.plus(25).toFixed()).toBe(await posted());
    expect((await gateway.call('GET', `/api/v1/payments/${payment.id}`)).data).toMatchObject({ status: 'paid' });
    const check = await gateway.call('GET', '/api/v1/ledger/check');
    expect(check.data).toMatchObject({ sum: '0', drift: '0', lotDrift: '0', unbalancedTransactions: 0 });
  });

  it('that is declined may be tried again with another card', async () => {
    const payment = await start('10');
    const declined = await press(payment.checkoutUrl, '4000 0000 0000 0002');
    expect([declined.status, await declined.text()]).toEqual([402, expect.stringContaining('declined')]);
    expect((await deliver(await webhookOf(payment.id, 'payment_intent.payment_failed'))).data.outcome).toBe('ignored');
    expect((await press(payment.checkoutUrl)).status).toBe(303);
    expect((await deliver(await webhookOf(payment.id, 'checkout.session.completed'))).data.outcome).toBe('credited');
  });

  it('whose webhook never comes is found by asking', async () => {
    const before = new Decimal(await posted());
    const payment = await start('10');
    const refresh = () => gateway.call('POST', `/api/v1/payments/${payment.id}/refresh`);
    expect((await refresh()).data.status).toBe('pending');
    await press(payment.checkoutUrl);
    expect((await refresh()).data).toMatchObject({ status: 'paid', events: [{ outcome: 'credited' }] });
    expect((await deliver(await webhookOf(payment.id, 'checkout.session.completed'))).data.outcome).toBe(
      'already_paid',
    );
    expect(before.plus(10).toFixed()).toBe(await posted());
  });

  it('of another amount than was asked for is refused, and kept', async () => {
    const before = await posted();
    const payment = await start('10');
    await press(payment.checkoutUrl);
    const { body } = await webhookOf(payment.id, 'checkout.session.completed');
    const event = JSON.parse(body);
    for (const [id, fields, outcome] of [
      ['evt_more', { amount_total: 100_000 }, 'amount_mismatch'],
      ['evt_euro', { currency: 'eur' }, 'currency_mismatch'],
    ] as const) {
      const forged = JSON.stringify({ ...event, id, data: { object: { ...event.data.object, ...fields } } });
      const answer = await deliver({ body: forged, signature: sign(forged) });
      expect([answer.status, answer.data.outcome]).toEqual([200, outcome]);
    }
    const { data } = await gateway.call('GET', `/api/v1/payments/${payment.id}`);
    expect([data.status, data.failure]).toEqual(['pending', expect.stringContaining('10 EUR instead of 10 USD')]);
    expect(await posted()).toBe(before);
  });

  it('in yen, which has no cents, arrives to the yen', async () => {
    const other = (await gateway.call('POST', '/api/v1/tenants', { body: { name: 'Yen' } })).data.id;
    const body = { tenantId: other, amount: '1500', currency: 'JPY' };
    const payment = (await gateway.call('POST', '/api/v1/payments', { body })).data;
    expect(await (await fetch(payment.checkoutUrl)).text()).toContain('1500 JPY');
    await press(payment.checkoutUrl);
    await deliver(await webhookOf(payment.id, 'checkout.session.completed'));
    const { data } = await gateway.call('GET', `/api/v1/tenants/${other}/balance`);
    expect([data.posted, data.currency]).toEqual(['1500', 'JPY']);
  });
});

describe('a webhook', () => {
  const event = JSON.stringify({ id: 'evt_x', object: 'event', type: 'customer.created', data: { object: {} } });

  it('about something else is taken and ignored, whatever page or proxy it comes through', async () => {
    const answer = await deliver({ body: event, signature: sign(event) }, { origin: 'https://stripe.example' });
    expect([answer.status, answer.data]).toEqual([200, { outcome: 'ignored' }]);
  });

  it.each([
    ['without a signature', event, ''],
    ['signed with another secret', event, sign(event, Date.now(), 'whsec_stolen_elsewhere')],
    ['signed ten minutes ago', event, sign(event, Date.now() - 600_000)],
    ['changed on its way', event.replace('evt_x', 'evt_y'), sign(event)],
  ])('%s is refused with 400', async (_, body, signature) => {
    const answer = await deliver({ body, signature });
    expect([answer.status, answer.body.code]).toEqual([400, 4004]);
  });

  it('that is no JSON, or no event, is refused with 400 though it is signed', async () => {
    for (const body of ['{"id":', '{}', '"text"', 'null']) {
      const answer = await deliver({ body, signature: sign(body) });
      expect([body, answer.status]).toEqual([body, 400]);
    }
  });

  it('larger than any event is not read', async () => {
    const body = JSON.stringify({ padding: 'x'.repeat(300 * 1024) });
    expect((await deliver({ body, signature: sign(body) })).status).toBe(413);
  });
});

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers are looked at field by field
const asJson = (answer: Response): Promise<any> => answer.json();

describe('the sandbox’s Stripe', () => {
  const post = (path: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(`${stripeUrl}/v1/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${SECRET_KEY}`, 'stripe-version': '2026-10-28.endive', ...headers },
      body: new URLSearchParams(form),
    });

  it('replays an idempotent request, refuses its key for another one, and echoes version and request id', async () => {
    const headers = { 'idempotency-key': 'once' };
    const [first, second] = [
      await post('customers', { name: 'A' }, headers),
      await post('customers', { name: 'A' }, headers),
    ];
    expect(await second.json()).toEqual(await first.json());
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect(first.headers.get('stripe-version')).toBe('2026-10-28.endive');
    expect(first.headers.get('request-id')).toMatch(/^req_/);
    const misused = await post('customers', { name: 'B' }, headers);
    expect([misused.status, (await asJson(misused)).error.type]).toEqual([400, 'idempotency_error']);
  });

  it('refuses what Stripe refuses, in its envelope', async () => {
    const wrongKey = await post('customers', {}, { authorization: 'Bearer sk_test_other' });
    expect(wrongKey.status).toBe(401);
    const session = { mode: 'payment', success_url: 'https://shop.example/' };
    const unknown = await post('checkout/sessions', { ...session, 'payment_method_types[0]': 'card' });
    expect([unknown.status, (await asJson(unknown)).error]).toEqual([
      400,
      expect.objectContaining({ code: 'parameter_unknown', param: 'payment_method_types' }),
    ]);
    const empty = await post('checkout/sessions', session);
    expect([empty.status, (await asJson(empty)).error.param]).toEqual([400, 'line_items']);
    const answer = await fetch(`${stripeUrl}/v1/checkout/sessions/cs_test_none`, {
      headers: { authorization: `Bearer ${SECRET_KEY}` },
    });
    expect([answer.status, (await asJson(answer)).error.code]).toEqual([404, 'resource_missing']);
  });

  it('makes one customer of two requests for the same tenant, and one checkout of two for the same payment', async () => {
    const tenant = { tenantId: '0194f0c2-7be3-7f0f-9a52-b1b2c3d4e5f6', name: 'Twice' };
    const [one, two] = await Promise.all([payments.createCustomer(tenant), payments.createCustomer(tenant)]);
    expect(one).toBe(two);
    const request = {
      paymentId: '0194f0c2-7be3-7f0f-9a52-b1b2c3d4e5f7',
      customerId: one,
      amount: new Decimal('12.34'),
      currency: 'EUR',
      description: 'Credit',
      email: null,
    };
    expect(await payments.createCheckout(request)).toEqual(await payments.createCheckout(request));
  });

  it('says of a customer and of a checkout that it does not know them', async () => {
    const lost = { paymentId: '0194f0c2-7be3-7f0f-9a52-b1b2c3d4e5f8', customerId: 'cus_forgotten', description: 'x' };
    const request = { ...lost, amount: new Decimal('10'), currency: 'EUR', email: null };
    expect(await payments.createCheckout(request)).toBeNull();
    expect(await payments.retrieveSession('cs_test_forgotten')).toBeNull();
  });

  it('expires a checkout on request, says so once, and takes no money for it', async () => {
    const payment = await start('10');
    const session = new URL(payment.checkoutUrl).pathname.split('/').at(-1);
    expect((await post(`checkout/sessions/${session}/expire`, {})).status).toBe(200);
    expect((await post(`checkout/sessions/${session}/expire`, {})).status).toBe(400);
    expect(await (await press(payment.checkoutUrl)).text()).toContain('expired');
    expect((await deliver(await webhookOf(payment.id, 'checkout.session.expired'))).data.outcome).toBe(
      'marked_expired',
    );
    expect((await gateway.call('GET', `/api/v1/payments/${payment.id}`)).data.status).toBe('expired');
  });

  it('sends an event again as often as asked, and everything shuffled', async () => {
    const payment = await start('10');
    await press(payment.checkoutUrl);
    const { id } = JSON.parse((await webhookOf(payment.id, 'checkout.session.completed')).body);
    const seen = () => received.filter(({ body }) => JSON.parse(body).id === id).length;
    const before = seen();
    await post(`../stripe/events/${id}/send`, { times: '2' });
    expect(seen()).toBe(before + 2);
    const { sent } = await asJson(await post('../stripe/events/shuffle', {}));
    expect(sent).toContain(id);
    expect(seen()).toBe(before + 3);
  });
});
