/** A tenant's money: credits granted to it, its balance, its ledger, and the check of all ledgers. */
import { z } from 'zod';
import {
  AmountViewSchema,
  CurrencySchema,
  IdSchema,
  InstantSchema,
  InstantViewSchema,
  PositiveAmountSchema,
  TextSchema,
} from './fields.js';

/** The least a person must say about why credit is given. */
export const MIN_GRANT_REASON_LENGTH = 3;

/**
 * `currency` defaults to the tenant's. The same `idempotencyKey` grants once, however often it is sent. The reason is
 * read by the tenant and kept in ledger and audit log.
 */
export const GrantCreditSchema = z.object({
  amount: PositiveAmountSchema,
  currency: CurrencySchema.optional(),
  reason: TextSchema.min(MIN_GRANT_REASON_LENGTH, `must be at least ${MIN_GRANT_REASON_LENGTH} characters`),
  expiresAt: InstantSchema.optional(),
  idempotencyKey: z.string().min(1).max(200).optional(),
});

/** A lot of credit. `posted` is the tenant's balance after the grant. */
export const CreditViewSchema = z.object({
  id: IdSchema,
  tenantId: IdSchema,
  transactionId: IdSchema,
  amount: AmountViewSchema,
  remaining: AmountViewSchema,
  currency: z.string(),
  reason: z.string(),
  expiresAt: InstantViewSchema.nullable(),
  createdAt: InstantViewSchema,
  posted: AmountViewSchema,
});

/**
 * available = posted − pending − held. `live` says whether pending and held were read; where the live store can't be
 * asked they are zero and only `posted` is certain.
 */
export const BalanceViewSchema = z.object({
  tenantId: IdSchema,
  currency: z.string().nullable(),
  posted: AmountViewSchema,
  pending: AmountViewSchema,
  held: AmountViewSchema,
  available: AmountViewSchema,
  live: z.boolean(),
  lowBalance: AmountViewSchema.nullable().meta({
    description: 'Below it people and webhooks are told; null tells nobody',
  }),
});

/** The balance below which people and webhooks are told; null tells nobody. */
export const SetLowBalanceSchema = z.object({ lowBalance: PositiveAmountSchema.nullable() });

export const LowBalanceViewSchema = z.object({ tenantId: IdSchema, lowBalance: AmountViewSchema.nullable() });

/** One side of a ledger transaction. The entries of a transaction sum to zero. */
export const LedgerEntryViewSchema = z.object({
  id: IdSchema,
  transactionId: IdSchema,
  kind: z.string(),
  account: z.enum(['customer_balance', 'revenue', 'grants', 'payments', 'overrun', 'rounding', 'adjustments']),
  amount: AmountViewSchema,
  currency: z.string(),
  reason: z.string(),
  actor: z.string(),
  createdAt: InstantViewSchema,
});

/** One movement of a tenant's balance, and what the balance was after it: balance before + amount = balance. */
export const BalanceEntryViewSchema = z.object({
  id: IdSchema,
  transactionId: IdSchema,
  kind: z.string(),
  amount: AmountViewSchema,
  balance: AmountViewSchema,
  currency: z.string(),
  reason: z.string(),
  createdAt: InstantViewSchema,
});

/**
 * `sum` of all entries of all tenants and `drift`, the sum over accounts of |balance − Σ entries|: both "0" unless
 * something is broken, as are the count of transactions that don't sum to zero and `lotDrift`, the sum over prepaid
 * tenants of |customer balance − Σ remaining lots|.
 */
export const LedgerCheckViewSchema = z.object({
  sum: AmountViewSchema,
  drift: AmountViewSchema,
  lotDrift: AmountViewSchema,
  unbalancedTransactions: z.number().int(),
  checkedAt: InstantViewSchema,
});

export type GrantCreditInput = z.output<typeof GrantCreditSchema>;
export type CreditView = z.infer<typeof CreditViewSchema>;
export type SetLowBalanceInput = z.output<typeof SetLowBalanceSchema>;
export type LowBalanceView = z.infer<typeof LowBalanceViewSchema>;
export type BalanceView = z.infer<typeof BalanceViewSchema>;
export type LedgerEntryView = z.infer<typeof LedgerEntryViewSchema>;
export type BalanceEntryView = z.infer<typeof BalanceEntryViewSchema>;
export type LedgerCheckView = z.infer<typeof LedgerCheckViewSchema>;
