/** A model with a plan's prices and an upstream cost. */
import { newId } from '@turnpike/domain/ids';
import type pg from 'pg';

export interface TestPlan {
  planVersionId: string;
  model: string;
}

/** Prices per unit in USD; `own` ones are set for the model and go before the general ones. */
export async function createPlan(
  pool: pg.Pool,
  prices: { general: Record<string, string>; own?: Record<string, string>; costs?: Record<string, string> },
): Promise<TestPlan> {
  const [productId, planId, planVersionId, modelId] = [newId(), newId(), newId(), newId()];
  const model = `model-${modelId}`;
  await pool.query(`INSERT INTO models (id, name) VALUES ($1, $2)`, [modelId, model]);
  await pool.query(`INSERT INTO products (id, slug, name) VALUES ($1, $2, 'P')`, [productId, productId]);
  await pool.query(`INSERT INTO plans (id, slug, name, product_id) VALUES ($1, 'p', 'P', $2)`, [planId, productId]);
  await pool.query(
    `INSERT INTO plan_versions (id, plan_id, version, currency, effective_from) VALUES ($1, $2, 1, 'USD', now())`,
    [planVersionId, planId],
  );
  const insertPrice = (unit: string, amount: string, priced: string | null) =>
    pool.query(`INSERT INTO prices (id, plan_version_id, unit, model_id, amount) VALUES ($1, $2, $3, $4, $5)`, [
      ...[newId(), planVersionId, unit, priced, amount],
    ]);
  for (const [unit, amount] of Object.entries(prices.general)) await insertPrice(unit, amount, null);
  for (const [unit, amount] of Object.entries(prices.own ?? {})) await insertPrice(unit, amount, modelId);
  for (const [unit, amount] of Object.entries(prices.costs ?? {})) {
    await pool.query(
      `INSERT INTO model_costs (id, model_id, unit, amount, currency, effective_from)
       VALUES ($1, $2, $3, $4, 'USD', '2020-01-01')`,
      [newId(), modelId, unit, amount],
    );
  }
  return { planVersionId, model };
}
