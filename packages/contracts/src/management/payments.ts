/** Payments: money a tenant pays in through the payment provider, and the lots of credit it has. */
import { z } from 'zod';
import {
  AmountViewSchema,
  CurrencySchema,
  IdSchema,
  InstantViewSchema,
  ListQuerySchema,
  PositiveAmountSchema,
} from './fields.js';

export const PaymentStatusSchema = z.enum(['pending', 'paid', 'failed', 'expired']);

/** What one top-up may be, as decimal strings, and the amounts a page offers. */
export interface TopUpTerms {
  minimum: string;
  maximum: string;
  suggested: readonly string[];
}

const USUAL_TERMS: TopUpTerms = { minimum: '5', maximum: '10000', suggested: ['10', '25', '50', '100'] };

const scaled = (factor: number): TopUpTerms => ({
  minimum: String(5 * factor),
  maximum: String(10_000 * factor),
  suggested: [10, 25, 50, 100].map((amount) => String(amount * factor)),
});

const DINAR: TopUpTerms = { minimum: '2', maximum: '3000', suggested: ['3', '10', '20', '50'] };

/** Currencies whose unit is worth so much less or more than a dollar that the usual figures make no sense. */
const TERMS_BY_CURRENCY: Readonly<Record<string, TopUpTerms>> = {
  BHD: DINAR,
  CLP: scaled(1_000),
  HUF: scaled(300),
  IDR: scaled(10_000),
  ISK: scaled(50),
  JPY: scaled(100),
  KRW: scaled(1_000),
  KWD: DINAR,
};

/** The bounds of a single top-up in that currency. */
export function topUpTerms(currency: string): TopUpTerms {
  return TERMS_BY_CURRENCY[currency] ?? USUAL_TERMS;
}

/**
 * `currency` defaults to the tenant's, or to that of the subscription's plan. `subscriptionId` names the subscription
 * that waits for this payment.
 */
export const StartTopUpSchema = z.object({
  tenantId: IdSchema,
  amount: PositiveAmountSchema,
  currency: CurrencySchema.optional(),
  subscriptionId: IdSchema.optional(),
});

export const ListPaymentsSchema = ListQuerySchema.extend({
  tenantId: IdSchema.optional(),
  status: PaymentStatusSchema.optional(),
});

/**
 * `checkoutUrl` is where a pending payment is paid. `failure` says what is wrong with it: it was refused, or the
 * provider reported something else than was asked for, which credits nothing.
 */
export const PaymentViewSchema = z.object({
  id: IdSchema,
  tenantId: IdSchema,
  subscriptionId: IdSchema.nullable(),
  provider: z.string(),
  status: PaymentStatusSchema,
  amount: AmountViewSchema,
  currency: z.string(),
  checkoutUrl: z.string().nullable(),
  failure: z.string(),
  transactionId: IdSchema.nullable(),
  createdBy: IdSchema.nullable(),
  createdAt: InstantViewSchema,
  paidAt: InstantViewSchema.nullable(),
});

/** What became of one thing the provider told us. */
export const PaymentEventOutcomeSchema = z.enum([
  'credited',
  'already_paid',
  'marked_failed',
  'marked_expired',
  'noted',
  'amount_mismatch',
  'currency_mismatch',
  'unknown_payment',
]);

/** One thing the provider told us about a payment, by the provider's id. */
export const PaymentEventViewSchema = z.object({
  id: z.string(),
  type: z.string(),
  outcome: PaymentEventOutcomeSchema,
  receivedAt: InstantViewSchema,
});

export const PaymentDetailViewSchema = PaymentViewSchema.extend({ events: z.array(PaymentEventViewSchema) });

/** A lot of credit as its owner sees it: what was given or paid, and what is left. */
export const LotViewSchema = z.object({
  id: IdSchema,
  tenantId: IdSchema,
  source: z.string(),
  amount: AmountViewSchema,
  remaining: AmountViewSchema,
  currency: z.string(),
  reason: z.string(),
  expiresAt: InstantViewSchema.nullable(),
  createdAt: InstantViewSchema,
});

export type StartTopUpInput = z.output<typeof StartTopUpSchema>;
export type ListPaymentsInput = Partial<z.infer<typeof ListPaymentsSchema>>;
export type PaymentStatus = z.infer<typeof PaymentStatusSchema>;
export type PaymentView = z.infer<typeof PaymentViewSchema>;
export type PaymentEventOutcome = z.infer<typeof PaymentEventOutcomeSchema>;
export type PaymentEventView = z.infer<typeof PaymentEventViewSchema>;
export type PaymentDetailView = z.infer<typeof PaymentDetailViewSchema>;
export type LotView = z.infer<typeof LotViewSchema>;
