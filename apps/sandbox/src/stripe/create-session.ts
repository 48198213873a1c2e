import type { Form, FormValue } from './form-body.js';
import { invalid, type StripeError } from './stripe-error.js';
import { type CheckoutSession, stripeId, unixSeconds } from './stripe-objects.js';
import type { StripeStore } from './stripe-store.js';

const DAY_SECONDS = 86_400;
const MAX_AMOUNT = 99_999_999_999;

/** What the sandbox understands of a Checkout Session; anything else is refused by its name. */
const KNOWN = new Set([
  'mode',
  'customer',
  'customer_email',
  'client_reference_id',
  'metadata',
  'line_items',
  'payment_intent_data',
  'success_url',
  'cancel_url',
  'expand',
]);

/** Makes an open session of the parameters, or says what is wrong with them in Stripe's words. */
export function createSession(store: StripeStore, form: Form, baseUrl: string): CheckoutSession | StripeError {
  const unknown = Object.keys(form).find((name) => !KNOWN.has(name));
  if (unknown !== undefined) return invalid(`Received unknown parameter: ${unknown}`, unknown, 'parameter_unknown');
  if (form.mode !== 'payment') return invalid('The sandbox knows mode=payment only.', 'mode');
  const { customer, success_url: successUrl, cancel_url: cancelUrl } = form;
  if (!isAddress(successUrl)) return invalid('Not a valid URL', 'success_url', 'url_invalid');
  if (cancelUrl !== undefined && !isAddress(cancelUrl)) return invalid('Not a valid URL', 'cancel_url', 'url_invalid');
  if (customer !== undefined && (typeof customer !== 'string' || store.customers.get(customer) === undefined)) {
    return invalid(`No such customer: '${String(customer)}'`, 'customer', 'resource_missing');
  }
  const total = readTotal(form.line_items);
  if ('status' in total) return total;
  const id = stripeId('cs_test');
  const created = unixSeconds();
  const receipt = fieldOf(form.payment_intent_data, 'receipt_email');
  const known = customer === undefined ? undefined : store.customers.get(customer);
  const session: CheckoutSession = {
    id,
    object: 'checkout.session',
    created,
    expires_at: created + DAY_SECONDS,
    livemode: false,
    mode: 'payment',
    status: 'open',
    payment_status: 'unpaid',
    amount_subtotal: total.amount,
    amount_total: total.amount,
    currency: total.currency,
    customer: customer ?? null,
    customer_email: text(form.customer_email) ?? text(receipt) ?? known?.email ?? null,
    client_reference_id: text(form.client_reference_id),
    metadata: readMetadata(form.metadata),
    payment_intent: null,
    success_url: successUrl,
    cancel_url: cancelUrl ?? null,
    ui_mode: 'hosted_page',
    url: `${baseUrl}/stripe/checkout/${id}`,
  };
  store.sessions.set(id, session);
  return session;
}

/** The text pairs of `metadata`. */
export function readMetadata(value: FormValue | undefined): Record<string, string> {
  if (typeof value !== 'object' || Array.isArray(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** A text field, or null. */
export function text(value: FormValue | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function fieldOf(value: FormValue | undefined, name: string): FormValue | undefined {
  return typeof value === 'object' && !Array.isArray(value) ? value[name] : undefined;
}

function readTotal(value: FormValue | undefined): { amount: number; currency: string } | StripeError {
  if (!Array.isArray(value) || value.length === 0) return invalid('You must provide line_items.', 'line_items');
  let amount = 0;
  let currency: string | null = null;
  for (const [index, item] of value.entries()) {
    const price = fieldOf(item, 'price_data');
    const unit = Number(fieldOf(price, 'unit_amount'));
    const quantity = Number(fieldOf(item, 'quantity') ?? 1);
    const param = `line_items[${index}][price_data]`;
    const code = text(fieldOf(price, 'currency'));
    if (code === null || !/^[a-z]{3}$/.test(code)) return invalid('Invalid currency', `${param}[currency]`);
    if (currency !== null && code !== currency) return invalid('All line items must have one currency.', param);
    if (!Number.isSafeInteger(unit) || unit <= 0) return invalid('Invalid positive integer', `${param}[unit_amount]`);
    if (!Number.isSafeInteger(quantity) || quantity <= 0) return invalid('Invalid positive integer', 'line_items');
    currency = code;
    amount += unit * quantity;
  }
  if (currency === null || amount > MAX_AMOUNT) return invalid('The total amount is too large.', 'line_items');
  return { amount, currency };
}

function isAddress(value: FormValue | undefined): value is string {
  return typeof value === 'string' && /^https?:\/\//.test(value) && URL.canParse(value);
}
