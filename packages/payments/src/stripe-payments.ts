/**
 * Stripe behind the port of packages/management: customers and hosted Checkout, and the webhooks that tell what became
 * of them. At Stripe, or at whatever speaks its wire under `apiUrl`. Amounts leave as Stripe's integers and come back
 * as decimals; every call that makes something carries an idempotency key made of our own ids. Holds no state. Stripe's
 * client is loaded by the first call that needs it: most processes never do, and it takes megabytes.
 */
import { createHash } from 'node:crypto';
import { isUuid } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';
import type {
  CheckoutRequest,
  ParsedWebhook,
  PaymentOutcome,
  PaymentsPort,
  ProviderPaymentEvent,
} from '@turnpike/management/payments/payments-port';
import type Stripe from 'stripe';
import { fromMinorUnits, toMinorUnits } from './minor-units.js';

export interface StripePaymentsOptions {
  secretKey: string;
  /** Where the API is, without a path, which Stripe's client has no place for; Stripe's own when omitted. */
  apiUrl?: string;
  /** Secrets of the webhook endpoint, any of which may have signed: two while one replaces the other. */
  webhookSecrets: readonly string[];
  /** Where the payer's browser comes back to; `{CHECKOUT_SESSION_ID}` is filled in by Stripe. */
  successUrl: string;
  cancelUrl: string;
  timeoutMs?: number;
}

const PROVIDER = 'stripe';
const TIMEOUT_MS = 15_000;
/** Older webhooks are refused: somebody may have recorded them. */
const WEBHOOK_TOLERANCE_SECONDS = 300;

export function createStripePayments(options: StripePaymentsOptions): PaymentsPort {
  let connected: Promise<Stripe> | undefined;
  const connection = () => (connected ??= connect(options));
  const { successUrl, cancelUrl } = options;
  return {
    provider: PROVIDER,
    canCollect: (amount, currency) => toMinorUnits(amount, currency) !== null,
    createCustomer: ({ tenantId, name, replaces = '' }) =>
      guarded(async () => {
        const params = { name, metadata: { tenant_id: tenantId } };
        const stripe = await connection();
        // A name that changes between two attempts must not make the second a misuse of the first one's key.
        const digest = createHash('sha256').update(`${name}\n${replaces}`).digest('hex').slice(0, 16);
        const { id } = await stripe.customers.create(params, { idempotencyKey: `customer:${tenantId}:${digest}` });
        return id;
      }),
    createCheckout: (request) =>
      guarded(async () => {
        const params = checkoutParams(request, { successUrl, cancelUrl });
        const idempotencyKey = `checkout:${request.paymentId}:${request.customerId}`;
        const stripe = await connection();
        const session = await unlessMissing('customer', stripe.checkout.sessions.create(params, { idempotencyKey }));
        if (session === null) return null;
        const { id, url } = session;
        if (url === null) throw new Error(`the checkout ${id} has no address`);
        return { sessionId: id, url };
      }),
    parseWebhook: async (body, signature) =>
      parseWebhook(await connection(), options.webhookSecrets, { body, signature }),
    retrieveSession: (sessionId) =>
      guarded(async () => {
        const stripe = await connection();
        const session = await unlessMissing(null, stripe.checkout.sessions.retrieve(sessionId));
        if (session === null) return null;
        const outcome = outcomeOf(session);
        const event = toEvent(session, {
          id: `ask:${sessionId}:${outcome}`,
          type: 'checkout.session.retrieved',
          outcome,
        });
        if (event === null) throw new Error(`the checkout ${sessionId} has no amount`);
        return event;
      }),
  };
}

async function connect({ secretKey, apiUrl, timeoutMs = TIMEOUT_MS }: StripePaymentsOptions): Promise<Stripe> {
  const { default: Stripe } = await import('stripe');
  const common = { telemetry: false, timeout: timeoutMs, maxNetworkRetries: 2 };
  if (apiUrl === undefined) return new Stripe(secretKey, common);
  const { hostname, port, protocol } = new URL(apiUrl);
  const scheme = protocol === 'https:' ? 'https' : 'http';
  const usual = scheme === 'https' ? '443' : '80';
  return new Stripe(secretKey, { ...common, host: hostname, port: port === '' ? usual : port, protocol: scheme });
}

function checkoutParams(
  { paymentId, customerId, amount, currency, description, email }: CheckoutRequest,
  { successUrl, cancelUrl }: { successUrl: string; cancelUrl: string },
): Stripe.Checkout.SessionCreateParams {
  const unitAmount = toMinorUnits(amount, currency);
  if (unitAmount === null) throw new Error(`${amount.toFixed()} ${currency} can't be charged`);
  const metadata = { payment_id: paymentId };
  const price = { currency: currency.toLowerCase(), unit_amount: unitAmount, product_data: { name: description } };
  return {
    mode: 'payment',
    customer: customerId,
    client_reference_id: paymentId,
    metadata,
    line_items: [{ quantity: 1, price_data: price }],
    payment_intent_data: { metadata, ...(email === null ? {} : { receipt_email: email }) },
    success_url: successUrl,
    cancel_url: cancelUrl,
  };
}

/** What the event's type says; null for what is not about a checkout's end. */
function outcomeOfEvent(event: Stripe.Event): { session: Stripe.Checkout.Session; outcome: PaymentOutcome } | null {
  switch (event.type) {
    case 'checkout.session.completed':
      return { session: event.data.object, outcome: outcomeOf(event.data.object) };
    case 'checkout.session.async_payment_succeeded':
      return { session: event.data.object, outcome: 'paid' };
    case 'checkout.session.async_payment_failed':
      return { session: event.data.object, outcome: 'failed' };
    case 'checkout.session.expired':
      return { session: event.data.object, outcome: 'expired' };
    default:
      return null;
  }
}

function parseWebhook(
  stripe: Stripe,
  secrets: readonly string[],
  { body, signature }: { body: Buffer; signature: string | undefined },
): ParsedWebhook {
  const event = verify(stripe, secrets, { body, signature });
  if (event === null) return { kind: 'refused', reason: 'signature' };
  if (event === 'malformed') return { kind: 'refused', reason: 'malformed' };
  const about = outcomeOfEvent(event);
  if (about === null || about.session.mode !== 'payment') return { kind: 'ignored', type: event.type };
  const parsed = toEvent(about.session, { id: event.id, type: event.type, outcome: about.outcome });
  return parsed === null ? { kind: 'refused', reason: 'malformed' } : { kind: 'payment', event: parsed };
}

function verify(
  stripe: Stripe,
  secrets: readonly string[],
  { body, signature }: { body: Buffer; signature: string | undefined },
): Stripe.Event | 'malformed' | null {
  if (signature === undefined) return null;
  for (const secret of secrets) {
    try {
      const event = stripe.webhooks.constructEvent(body, signature, secret, WEBHOOK_TOLERANCE_SECONDS);
      return typeof event.id === 'string' && typeof event.type === 'string' ? event : 'malformed';
    } catch (error) {
      // Signed as it should be, but no JSON, or of a kind that was not asked for.
      if (typeOf(error) !== 'StripeSignatureVerificationError') return 'malformed';
    }
  }
  return null;
}

function outcomeOf({ status, payment_status: paymentStatus }: Stripe.Checkout.Session): PaymentOutcome {
  if (status === 'expired') return 'expired';
  if (status !== 'complete') return 'open';
  return paymentStatus === 'paid' ? 'paid' : 'pending';
}

function toEvent(
  session: Stripe.Checkout.Session,
  told: Pick<ProviderPaymentEvent, 'id' | 'type' | 'outcome'>,
): ProviderPaymentEvent | null {
  const { id, amount_total: total, payment_intent: intent, metadata, client_reference_id: reference } = session;
  const currency = session.currency?.toUpperCase();
  if (typeof id !== 'string' || currency === undefined || !Number.isSafeInteger(total)) return null;
  const ours = metadata?.payment_id ?? reference;
  return {
    ...told,
    provider: PROVIDER,
    sessionId: id,
    paymentId: typeof ours === 'string' && isUuid(ours) ? ours : null,
    providerPaymentId: typeof intent === 'string' ? intent : (intent?.id ?? null),
    amount: fromMinorUnits(total as number, currency),
    currency,
  };
}

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new ApiError('payment_provider_unavailable', { cause });
  }
}

/** Null when Stripe has nothing of that id: the parameter it names, or, for null, what was asked for itself. */
async function unlessMissing<T>(param: string | null, work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (typeOf(error) !== 'StripeInvalidRequestError') throw error;
    const { code, param: named } = error as Stripe.errors.StripeInvalidRequestError;
    if (code === 'resource_missing' && (param === null || named === param)) return null;
    throw error;
  }
}

/** Which of Stripe's errors this is, by the name it bears. */
function typeOf(error: unknown): string | undefined {
  return (error as Partial<Stripe.errors.StripeError> | null)?.type;
}
