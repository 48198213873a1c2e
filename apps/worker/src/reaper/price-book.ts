/** What the reaper rates with, from PostgreSQL. Plan versions are immutable, so their prices are kept. */
import { isUuid } from '@turnpike/domain/ids';
import { Decimal, formatAmount } from '@turnpike/domain/money';
import { PRICE_UNITS, type PriceTable, type PriceUnit } from '@turnpike/domain/rating';
import type pg from 'pg';

const SELECT_PRICES = `
  SELECT price.unit, price.amount, price.model_id IS NOT NULL AS own
  FROM prices price LEFT JOIN models model ON model.id = price.model_id
  WHERE price.plan_version_id = $1 AND (price.model_id IS NULL OR model.name = $2)
  ORDER BY own`;

const SELECT_COSTS = `
  SELECT DISTINCT ON (cost.target_id, cost.unit) cost.unit, cost.amount, cost.currency, cost.target_id IS NOT NULL AS own
  FROM model_costs cost JOIN models model ON model.id = cost.model_id
  WHERE (cost.target_id = $3::uuid OR (cost.target_id IS NULL AND model.name = $1)) AND cost.effective_from <= $2
  ORDER BY cost.target_id, cost.unit, cost.effective_from DESC`;

const SELECT_PREPAID = `SELECT id FROM tenants WHERE id = ANY($1) AND billing_mode <> 'postpaid'`;

const CAPACITY = 1_000;

/** Upstream cost of a model at a moment; null when none is known, or when its units are billed in several currencies. */
export interface CostTable {
  currency: string;
  amounts: PriceTable;
}

export class PriceBook {
  readonly #pool: pg.Pool;
  readonly #prices = new Map<string, PriceTable>();

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /** Prices of a model under a plan version; a model's own go before the general ones. Null when there are none. */
  async prices(planVersionId: string, model: string): Promise<PriceTable | null> {
    if (!isUuid(planVersionId)) return null;
    const name = `${planVersionId} ${model}`;
    const known = this.#prices.get(name);
    if (known !== undefined) return known;
    const { rows } = await this.#pool.query<PriceRow>(SELECT_PRICES, [planVersionId, model]);
    if (rows.length === 0) return null;
    const table = tableOf(rows);
    if (this.#prices.size >= CAPACITY) this.#prices.clear();
    this.#prices.set(name, table);
    return table;
  }

  /** What a call cost upstream at a moment: a target that has costs of its own has no others. */
  async costs(model: string, targetId: string | null, atMs: number): Promise<CostTable | null> {
    const { rows: all } = await this.#pool.query<CostRow>(SELECT_COSTS, [model, new Date(atMs), targetId]);
    const own = all.filter((row) => row.own);
    const rows = own.length > 0 ? own : all;
    const currencies = new Set(rows.map((row) => row.currency));
    const [currency] = currencies;
    if (currency === undefined || currencies.size > 1) return null;
    return { currency, amounts: tableOf(rows) };
  }

  /** Which of these tenants pay beforehand, so that their balance may not go below zero. */
  async prepaid(tenantIds: readonly string[]): Promise<Set<string>> {
    const { rows } = await this.#pool.query<{ id: string }>(SELECT_PREPAID, [tenantIds.filter((id) => isUuid(id))]);
    return new Set(rows.map((row) => row.id));
  }
}

interface CostRow extends PriceRow {
  currency: string;
  own: boolean;
}

interface PriceRow {
  unit: string;
  amount: string;
}

function tableOf(rows: readonly PriceRow[]): PriceTable {
  const table: Partial<Record<PriceUnit, string>> = {};
  for (const { unit, amount } of rows) {
    const known = PRICE_UNITS.find((name) => name === unit);
    if (known !== undefined) table[known] = formatAmount(new Decimal(amount));
  }
  return table;
}
