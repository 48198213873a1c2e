/** What happens to a checkout: it is paid, declined or expires, once; and the events that tell so. */
import { type Charge, type CheckoutSession, stripeId, type StripeEvent, unixSeconds } from './stripe-objects.js';
import type { StripeStore } from './stripe-store.js';
import type { WebhookSender } from './webhook-sender.js';

export const API_VERSION = '2026-10-28.endive';

/** Card numbers with a meaning, spaces removed. Any other of 12 to 19 digits is taken. */
export const DECLINED_CARD = '4000000000000002';

export interface CheckoutDesk {
  store: StripeStore;
  sender: WebhookSender;
}

/** `repeated`: it was complete before, and nothing happened again. */
export type PayResult = 'paid' | 'repeated' | 'declined' | 'not_open';

/** Pays an open session with a card; a second press of the button finds it complete. */
export function pay(desk: CheckoutDesk, session: CheckoutSession, cardNumber: string): PayResult {
  expireWhenDue(desk, session);
  if (session.status === 'complete') return 'repeated';
  if (session.status !== 'open') return 'not_open';
  const declined = cardNumber.replaceAll(/\s/g, '') === DECLINED_CARD;
  const charge = makeCharge(desk, session, declined);
  if (declined) {
    tell(
      desk,
      ['payment_intent.payment_failed', desk.store.intents.get(charge.payment_intent)],
      ['charge.failed', charge],
    );
    return 'declined';
  }
  session.status = 'complete';
  session.payment_status = 'paid';
  session.url = null;
  const intent = desk.store.intents.get(charge.payment_intent);
  tell(
    desk,
    ['payment_intent.succeeded', intent],
    ['charge.succeeded', charge],
    ['checkout.session.completed', session],
  );
  return 'paid';
}

/** Ends an open session without payment. False when it is not open. */
export function expire(desk: CheckoutDesk, session: CheckoutSession): boolean {
  if (session.status !== 'open') return false;
  session.status = 'expired';
  session.url = null;
  tell(desk, ['checkout.session.expired', session]);
  return true;
}

/** A session nobody paid in time is found expired by whoever looks next. */
export function expireWhenDue(desk: CheckoutDesk, session: CheckoutSession): void {
  if (session.expires_at <= unixSeconds()) expire(desk, session);
}

/** A declined card leaves the intent, and the session may be tried again with another. */
function makeCharge({ store }: CheckoutDesk, session: CheckoutSession, declined: boolean): Charge {
  const created = unixSeconds();
  const { amount_total: amount, currency, customer, metadata } = session;
  const charge: Charge = {
    id: stripeId('ch'),
    object: 'charge',
    created,
    livemode: false,
    amount,
    currency,
    customer,
    payment_intent: session.payment_intent ?? stripeId('pi'),
    metadata,
    paid: !declined,
    status: declined ? 'failed' : 'succeeded',
    failure_code: declined ? 'card_declined' : null,
    failure_message: declined ? 'Your card was declined.' : null,
  };
  session.payment_intent = charge.payment_intent;
  store.charges.set(charge.id, charge);
  store.intents.set(charge.payment_intent, {
    id: charge.payment_intent,
    object: 'payment_intent',
    created,
    livemode: false,
    amount,
    amount_received: declined ? 0 : amount,
    currency,
    customer,
    latest_charge: charge.id,
    metadata,
    receipt_email: session.customer_email,
    status: declined ? 'requires_payment_method' : 'succeeded',
  });
  return charge;
}

/** Keeps the events, each with its object as it was then, and sends them without waiting. */
function tell({ store, sender }: CheckoutDesk, ...happened: [type: string, object: unknown][]): void {
  for (const [type, object] of happened) {
    const event: StripeEvent = {
      id: stripeId('evt'),
      object: 'event',
      api_version: API_VERSION,
      created: unixSeconds(),
      livemode: false,
      pending_webhooks: sender.url === '' ? 0 : 1,
      request: { id: null, idempotency_key: null },
      type,
      data: { object: structuredClone(object) },
    };
    store.events.set(event.id, event);
    void sender.send(event);
  }
}
