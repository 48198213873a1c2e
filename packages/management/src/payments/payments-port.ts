import type { Decimal } from '@turnpike/domain/money';

/** What is asked of a payment provider when somebody wants to pay. */
export interface CheckoutRequest {
  /** Bare id; the provider keeps it beside the checkout, and asking twice with it makes one checkout. */
  paymentId: string;
  customerId: string;
  amount: Decimal;
  currency: string;
  /** What the payer reads on the provider's page. */
  description: string;
  email: string | null;
}

/** A page of the provider's where the payer pays. */
export interface Checkout {
  sessionId: string;
  url: string;
}

/**
 * What became of a checkout. `paid` is money that has arrived; `pending` money that is under way; `open` a checkout
 * nobody has finished yet.
 */
export type PaymentOutcome = 'paid' | 'pending' | 'open' | 'failed' | 'expired';

/** One thing the provider tells about a payment, by webhook or when asked. */
export interface ProviderPaymentEvent {
  /** The provider's id of the event: told twice, it is the same. */
  id: string;
  provider: string;
  /** The provider's name of what happened. */
  type: string;
  outcome: PaymentOutcome;
  sessionId: string;
  /** Bare id as it was given with the checkout; null when the checkout is not of our making. */
  paymentId: string | null;
  providerPaymentId: string | null;
  amount: Decimal;
  /** Upper case. */
  currency: string;
}

/** A webhook as received: bad when nobody who has the secret sent it lately, `ignored` when it is not about a checkout. */
export type ParsedWebhook =
  | { kind: 'payment'; event: ProviderPaymentEvent }
  | { kind: 'ignored'; type: string }
  | { kind: 'refused'; reason: 'signature' | 'malformed' };

/**
 * Whoever collects money. Calls are repeatable without effect. They throw `payment_provider_unavailable` when the
 * provider can't be reached or doesn't do as told.
 */
export interface PaymentsPort {
  readonly provider: string;
  /** Whether it can collect exactly this amount. */
  canCollect(amount: Decimal, currency: string): boolean;
  /** The id it knows the tenant (bare id) by. `replaces` is one it turned out not to know any more. */
  createCustomer(tenant: { tenantId: string; name: string; replaces?: string }): Promise<string>;
  /** Null when it doesn't know the customer: another account of it is used since, or it was deleted there. */
  createCheckout(request: CheckoutRequest): Promise<Checkout | null>;
  /** `body` is the webhook's body as its bytes came; `signature` its header. */
  parseWebhook(body: Buffer, signature: string | undefined): Promise<ParsedWebhook>;
  /** The checkout as it stands now; null when it doesn't know it. */
  retrieveSession(sessionId: string): Promise<ProviderPaymentEvent | null>;
}
