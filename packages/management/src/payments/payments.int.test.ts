import { newId, publicId } from '@turnpike/domain/ids';
import { Decimal } from '@turnpike/domain/money';
import { ApiError } from '@turnpike/errors/api-error';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  ADMIN,
  auditOf,
  createFixture,
  expectRefusal,
  makeTenant,
  member,
  uniqueName,
  uuid,
  type Fixture,
} from '../../test/fixture.js';
import type { MemberActor } from '../actor.js';
import { createManagementContext, type ManagementContext } from '../management-context.js';
import { checkLedger } from '../money/check-ledger.use-case.js';
import { getBalance } from '../money/get-balance.use-case.js';
import { grantCredit } from '../money/grant-credit.use-case.js';
import { listBalanceEntries } from '../money/list-balance-entries.use-case.js';
import { statementCsv } from '../money/statement-csv.js';
import { getPayment } from './get-payment.use-case.js';
import { listLots } from './list-lots.use-case.js';
import { listPayments } from './list-payments.use-case.js';
import type { CheckoutRequest, PaymentsPort, ProviderPaymentEvent } from './payments-port.js';
import { recordPaymentEvent } from './record-payment-event.use-case.js';
import { refreshPayment } from './refresh-payment.use-case.js';
import { startTopUp } from './start-top-up.use-case.js';

/** A provider that remembers what it was asked; what it answers about a checkout is set by the test. */
class RecordingProvider implements PaymentsPort {
  readonly provider = 'stripe';
  readonly customers: string[] = [];
  readonly checkouts: CheckoutRequest[] = [];
  answer: Partial<ProviderPaymentEvent> = { outcome: 'open' };
  broken = false;
  /** Customers it was told of and has forgotten. */
  readonly forgotten = new Set<string>();

  canCollect(amount: Decimal): boolean {
    return amount.decimalPlaces() <= 2;
  }

  async createCustomer({ tenantId, replaces }: { tenantId: string; replaces?: string }): Promise<string> {
    this.customers.push(tenantId);
    return replaces === undefined ? `cus_${tenantId}` : `${replaces}_again`;
  }

  async createCheckout(request: CheckoutRequest) {
    if (this.broken) throw new ApiError('payment_provider_unavailable');
    if (this.forgotten.has(request.customerId)) return null;
    this.checkouts.push(request);
    return { sessionId: `cs_${request.paymentId}`, url: `https://pay.example/${request.paymentId}` };
  }

  async parseWebhook() {
    return { kind: 'refused', reason: 'signature' } as const;
  }

  async retrieveSession(sessionId: string): Promise<ProviderPaymentEvent | null> {
    if (this.forgotten.has(sessionId)) return null;
    return { ...told(sessionId.slice(3)), id: `ask:${sessionId}`, ...this.answer };
  }
}

function told(paymentId: string, fields: Partial<ProviderPaymentEvent> = {}): ProviderPaymentEvent {
  return {
    id: `evt_${newId()}`,
    provider: 'stripe',
    type: 'checkout.session.completed',
    outcome: 'paid',
    sessionId: `cs_${paymentId}`,
    paymentId,
    providerPaymentId: 'pi_1',
    amount: new Decimal('25'),
    currency: 'USD',
    ...fields,
  };
}

let fixture: Fixture;
let provider: RecordingProvider;
let context: ManagementContext;

beforeAll(async () => {
  fixture = await createFixture({ poolSize: 24 });
  provider = new RecordingProvider();
  context = createManagementContext({ ...fixture.context, payments: provider, productName: 'Acme' });
});
afterAll(() => fixture.close());

/** A person in the database, so that there is somebody to tell. */
async function makeOwner(tenantId: string, role: 'owner' | 'developer' = 'owner'): Promise<MemberActor> {
  const actor = { ...member(tenantId, role), userId: newId() };
  const email = `${uniqueName('person')}@example.com`;
  await context.db.prisma.user.create({
    data: {
      id: actor.userId,
      email,
      name: '',
      passwordHash: 'x',
      memberships: { create: { tenantId: uuid('tenant', tenantId), role } },
    },
  });
  return actor;
}

async function pending(amount = '25') {
  const tenant = await makeTenant(context);
  const owner = await makeOwner(tenant.id);
  const payment = await startTopUp(context, owner, { tenantId: tenant.id, amount, currency: 'USD' });
  return { tenant, owner, payment, id: uuid('payment', payment.id) };
}

const balanceOf = async (tenantId: string) => (await getBalance(context, ADMIN, { tenantId })).posted;

describe('starting a top-up', () => {
  test('opens a checkout for the amount, fixes the currency, credits nothing, and is audited', async () => {
    const { tenant, owner, payment, id } = await pending();
    expect(payment).toMatchObject({
      status: 'pending',
      amount: '25',
      currency: 'USD',
      checkoutUrl: `https://pay.example/${id}`,
      createdBy: publicId('user', owner.userId),
    });
    const asked = provider.checkouts.find(({ paymentId }) => paymentId === id);
    expect(asked).toMatchObject({ currency: 'USD', description: 'Acme credit', email: expect.stringContaining('@') });
    expect(asked?.amount.toFixed()).toBe('25');
    const balance = await getBalance(context, ADMIN, { tenantId: tenant.id });
    expect(balance).toMatchObject({ currency: 'USD', posted: '0' });
    expect((await auditOf(context, id)).map(({ action }) => action)).toEqual(['payment.start']);
  });

  test('makes the customer once, however many start at once', async () => {
    const tenant = await makeTenant(context, { currency: 'EUR' });
    const start = () => startTopUp(context, ADMIN, { tenantId: tenant.id, amount: '10' });
    await Promise.all([start(), start(), start()]);
    await start();
    const customers = provider.checkouts.slice(-4).map(({ customerId }) => customerId);
    expect(new Set(customers)).toEqual(new Set([`cus_${uuid('tenant', tenant.id)}`]));
    expect(provider.checkouts.at(-1)?.currency).toBe('EUR');
    const asked = provider.customers.length;
    await start();
    expect(provider.customers.length).toBe(asked);
  });

  test('makes the customer anew when the provider has forgotten it', async () => {
    const { tenant, owner, id } = await pending();
    const customer = `cus_${uuid('tenant', tenant.id)}`;
    provider.forgotten.add(customer).add(`cs_${id}`);
    const start = () => startTopUp(context, owner, { tenantId: tenant.id, amount: '10' });
    const started = await Promise.all([start(), start()]);
    expect(started.map(({ status }) => status)).toEqual(['pending', 'pending']);
    expect(provider.checkouts.slice(-2).map(({ customerId }) => customerId)).toEqual(
      Array(2).fill(`${customer}_again`),
    );
    const lost = await refreshPayment(context, owner, { paymentId: publicId('payment', id) });
    expect([lost.status, lost.checkoutUrl]).toEqual(['expired', null]);
  });

  test.each([
    ['less than the minimum', { amount: '4.99', currency: 'USD' }, 'validation_failed'],
    ['more than the maximum', { amount: '10000.01', currency: 'USD' }, 'validation_failed'],
    ['a fraction nobody can pay', { amount: '10.005', currency: 'USD' }, 'validation_failed'],
    ['no currency', { amount: '10' }, 'validation_failed'],
    [
      'a subscription that is not there',
      { amount: '10', currency: 'USD', subscriptionId: 'sub_x' },
      'unknown_reference',
    ],
  ] as const)('refuses %s', async (_, input, code) => {
    const tenant = await makeTenant(context);
    await expectRefusal(startTopUp(context, ADMIN, { tenantId: tenant.id, ...input }), code);
    expect((await listPayments(context, ADMIN, { tenantId: tenant.id })).items).toEqual([]);
  });

  test('refuses another currency than the tenant’s, a developer, and everybody where nobody collects', async () => {
    const tenant = await makeTenant(context, { currency: 'EUR' });
    const input = { tenantId: tenant.id, amount: '10', currency: 'USD' };
    await expectRefusal(startTopUp(context, ADMIN, input), 'currency_mismatch');
    await expectRefusal(startTopUp(context, member(tenant.id, 'developer'), input), 'forbidden');
    await expectRefusal(startTopUp(fixture.context, ADMIN, input), 'invalid_state');
  });

  test('that the provider does not open is failed, and says so', async () => {
    const tenant = await makeTenant(context);
    provider.broken = true;
    const start = startTopUp(context, ADMIN, { tenantId: tenant.id, amount: '10', currency: 'USD' });
    await expectRefusal(start, 'payment_provider_unavailable').finally(() => (provider.broken = false));
    const { items } = await listPayments(context, ADMIN, { tenantId: tenant.id });
    expect(items).toMatchObject([
      { status: 'failed', checkoutUrl: null, failure: expect.stringContaining('checkout') },
    ]);
  });
});

describe('the provider’s word', () => {
  test('credits once: a lot, both entries, notice and mail, audit', async () => {
    const { tenant, owner, payment, id } = await pending();
    await makeOwner(tenant.id, 'developer');
    expect(await recordPaymentEvent(context, told(id))).toBe('credited');
    const paid = await getPayment(context, owner, { paymentId: payment.id });
    expect(paid).toMatchObject({ status: 'paid', checkoutUrl: null, events: [{ outcome: 'credited' }] });
    expect(await getPayment(context, owner, { sessionId: `cs_${id}` })).toEqual(paid);
    const { items: lots } = await listLots(context, owner, { tenantId: tenant.id });
    expect(lots).toMatchObject([{ source: 'payment', amount: '25', remaining: '25', currency: 'USD' }]);
    const { items: entries } = await listBalanceEntries(context, owner, { tenantId: tenant.id });
    expect(entries).toMatchObject([
      { kind: 'payment', amount: '25', balance: '25', transactionId: paid.transactionId },
    ]);
    const notices = await context.db.prisma.notice.findMany({ where: { tenantId: uuid('tenant', tenant.id) } });
    expect(notices).toMatchObject([{ kind: 'payment.received', userId: owner.userId, data: { amount: '25' } }]);
    const outbox = await context.db.prisma.outboxMessage.findMany({ orderBy: { id: 'desc' }, take: 3 });
    expect(outbox.map(({ topic }) => topic).sort()).toEqual(['balance.posted', 'event.occurred', 'mail.requested']);
    const data = { id: payment.id, amount: '25', currency: 'USD' };
    const occurred = expect.objectContaining({ type: 'payment.succeeded', data });
    expect(outbox.map(({ payload }) => payload)).toContainEqual(occurred);
    expect((await auditOf(context, id)).map(({ action }) => action)).toEqual(['payment.start', 'payment.receive']);
  });

  test('twenty times at once, one event and others, in any order, credits once', async () => {
    const { tenant, id } = await pending();
    const one = told(id);
    const events = [
      ...Array.from({ length: 10 }, () => one),
      ...Array.from({ length: 7 }, () => told(id, { type: 'checkout.session.async_payment_succeeded' })),
      told(id, { outcome: 'pending' }),
      told(id, { outcome: 'expired', type: 'checkout.session.expired' }),
      told(id, { outcome: 'failed', type: 'checkout.session.async_payment_failed' }),
    ];
    const shuffled = events.map((event, index) => events[(index * 7) % events.length] ?? event);
    const outcomes = await Promise.all(shuffled.map((event) => recordPaymentEvent(context, event)));
    expect(outcomes.filter((outcome) => outcome === 'credited')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === null)).toHaveLength(9);
    expect(await balanceOf(tenant.id)).toBe('25');
    expect((await listLots(context, ADMIN, { tenantId: tenant.id })).items).toHaveLength(1);
    const check = { sum: '0', drift: '0', lotDrift: '0', unbalancedTransactions: 0 };
    expect(await checkLedger(context, ADMIN)).toMatchObject(check);
  });

  test('of another amount or currency credits nothing and stays visible', async () => {
    const { tenant, payment, id } = await pending();
    expect(await recordPaymentEvent(context, told(id, { amount: new Decimal('24.99') }))).toBe('amount_mismatch');
    expect(await recordPaymentEvent(context, told(id, { currency: 'EUR' }))).toBe('currency_mismatch');
    const seen = await getPayment(context, ADMIN, { paymentId: payment.id });
    expect(seen.status).toBe('pending');
    expect(seen.failure).toBe('The payment provider reported 25 EUR instead of 25 USD.');
    expect(seen.events.map(({ outcome }) => outcome)).toEqual(['amount_mismatch', 'currency_mismatch']);
    expect(await balanceOf(tenant.id)).toBe('0');
    expect((await auditOf(context, id)).map(({ action }) => action)).toContain('payment.refuse');
    expect(await recordPaymentEvent(context, told(id))).toBe('credited');
    expect((await getPayment(context, ADMIN, { paymentId: payment.id })).failure).toBe('');
  });

  test('that a payment failed or expired ends it; money that comes after all still counts', async () => {
    const { tenant, owner, payment, id } = await pending();
    expect(await recordPaymentEvent(context, told(id, { outcome: 'failed' }))).toBe('marked_failed');
    expect(await getPayment(context, owner, { paymentId: payment.id })).toMatchObject({ status: 'failed' });
    expect(await recordPaymentEvent(context, told(id, { outcome: 'expired' }))).toBe('noted');
    expect(await recordPaymentEvent(context, told(id))).toBe('credited');
    expect(await recordPaymentEvent(context, told(id, { outcome: 'failed' }))).toBe('already_paid');
    expect(await balanceOf(tenant.id)).toBe('25');
    const expired = await pending();
    expect(await recordPaymentEvent(context, told(expired.id, { outcome: 'expired' }))).toBe('marked_expired');
    const kinds = await context.db.prisma.notice.findMany({ where: { tenantId: uuid('tenant', tenant.id) } });
    expect(kinds.map(({ kind }) => kind).sort()).toEqual(['payment.failed', 'payment.received']);
  });

  test('about a payment that is not ours is noted and does nothing', async () => {
    expect(await recordPaymentEvent(context, told(newId()))).toBe('unknown_payment');
    expect(await recordPaymentEvent(context, told(newId(), { paymentId: null }))).toBe('unknown_payment');
    const { id, tenant } = await pending();
    expect(await recordPaymentEvent(context, told(id, { provider: 'other' }))).toBe('unknown_payment');
    expect(await recordPaymentEvent(context, told(id, { paymentId: null }))).toBe('credited');
    expect(await balanceOf(tenant.id)).toBe('25');
  });

  test('is asked for when it is late, and counts once beside the webhook', async () => {
    const { tenant, owner, payment, id } = await pending();
    expect((await refreshPayment(context, owner, { paymentId: payment.id })).events).toEqual([]);
    provider.answer = { outcome: 'paid' };
    const refresh = () => refreshPayment(context, owner, { paymentId: payment.id });
    const [seen] = await Promise.all([refresh(), refresh(), recordPaymentEvent(context, told(id))]);
    provider.answer = { outcome: 'open' };
    expect(seen.status).toBe('paid');
    expect(await balanceOf(tenant.id)).toBe('25');
  });
});

test('a statement adds up line by line, over pages and beside postings', async () => {
  const { tenant, owner, id } = await pending();
  await recordPaymentEvent(context, told(id));
  for (const amount of ['10', '7.5', '5']) {
    const { id: paymentId } = await startTopUp(context, owner, { tenantId: tenant.id, amount });
    await recordPaymentEvent(context, told(uuid('payment', paymentId), { amount: new Decimal(amount) }));
  }
  const lines: { amount: string; balance: string }[] = [];
  let cursor: string | undefined;
  do {
    const page = await listBalanceEntries(context, owner, { tenantId: tenant.id, limit: 3, ...(cursor && { cursor }) });
    lines.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(lines.map(({ balance }) => balance)).toEqual(['47.5', '42.5', '35', '25']);
  for (const [index, { amount, balance }] of lines.entries()) {
    const before = lines[index + 1]?.balance ?? '0';
    expect(new Decimal(before).plus(amount).toFixed()).toBe(balance);
  }
});

test('a statement is a file that adds up too, and runs no formula', async () => {
  const { tenant, owner, id } = await pending();
  await recordPaymentEvent(context, told(id));
  const reason = '=HYPERLINK("http://evil.example")';
  await grantCredit(context, ADMIN, { tenantId: tenant.id, amount: '0.000001', currency: 'USD', reason });
  let text = '';
  for await (const piece of await statementCsv(context, owner, { tenantId: tenant.id })) text += piece;
  const lines = text.trimEnd().split('\r\n');
  expect(lines[0]).toBe('entry_id,transaction_id,created_at,kind,reason,amount,balance,currency');
  expect(lines[1]).toContain(`"'=HYPERLINK(""http://evil.example"")",0.000001,25.000001,USD`);
  expect(lines[2]).toMatch(/,payment,Payment pay_[0-9a-f]{32},25,25,USD$/);
  expect(lines).toHaveLength(3);
  await expectRefusal(statementCsv(context, member(tenant.id, 'developer'), { tenantId: tenant.id }), 'forbidden');
});

test('payments and lots are their own tenant’s, and a developer sees no payments', async () => {
  const { tenant, payment } = await pending();
  const stranger = member((await makeTenant(context)).id);
  await expectRefusal(getPayment(context, stranger, { paymentId: payment.id }), 'not_found');
  await expectRefusal(getPayment(context, stranger, { sessionId: `cs_${uuid('payment', payment.id)}` }), 'not_found');
  expect((await listPayments(context, stranger, {})).items).toEqual([]);
  const developer = member(tenant.id, 'developer');
  await expectRefusal(getPayment(context, developer, { paymentId: payment.id }), 'forbidden');
  await expectRefusal(listPayments(context, developer, { tenantId: tenant.id }), 'forbidden');
  expect((await listPayments(context, ADMIN, { status: 'pending' })).items.map(({ id }) => id)).toContain(payment.id);
});
