import type { PlanLimitsInput, PriceInput } from '@turnpike/contracts/management/plans';
import { Prisma, type Transaction } from '@turnpike/db/client';
import { newId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';
import { resolveModels } from '../models/resolve-models.js';

/** What a plan version holds beside its number and date. */
interface VersionInput {
  prices: readonly PriceInput[];
  limits: PlanLimitsInput;
  /** Decimal string. */
  prepayment?: string | null | undefined;
}

/** Prices, limits and prepayment of a plan version as Prisma takes them; models by name or id are resolved. */
export async function versionData(tx: Pick<Transaction, 'model'>, { prices, limits, prepayment }: VersionInput) {
  const models = await resolveModels(
    tx,
    prices.flatMap(({ model }) => model ?? []),
  );
  const rows = prices.map(({ unit, amount, model }) => ({
    id: newId(),
    unit,
    amount,
    modelId: model == null ? null : (models.get(model) ?? null),
  }));
  refuseTwice(rows);
  const requestsPerSecond = limits.requestsPerSecond ?? null;
  return {
    requestsPerSecond,
    burst: limits.burst ?? requestsPerSecond,
    concurrency: limits.concurrency ?? null,
    quotaPerMonth: limits.quotaPerMonth ?? null,
    limits: limits.more === undefined || limits.more.length === 0 ? Prisma.DbNull : [...limits.more],
    prepayment: prepayment ?? null,
    // One statement, however long the price list is.
    prices: { createMany: { data: rows } },
  };
}

/** The same model named once by name and once by id is still the same. */
function refuseTwice(rows: readonly { unit: string; modelId: string | null }[]): void {
  const seen = new Set(rows.map(({ unit, modelId }) => `${unit} ${modelId}`));
  if (seen.size === rows.length) return;
  throw new ApiError('validation_failed', { message: 'A unit has two prices for the same model.', param: 'prices' });
}
