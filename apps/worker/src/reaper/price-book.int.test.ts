import { newId } from '@turnpike/domain/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFixture, type Fixture } from '../../test/fixture.js';
import { PriceBook } from './price-book.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

const NOW = Date.parse('2026-11-01T00:00:00Z');

test('a target that has costs of its own at that moment has no others', async () => {
  const { pool } = fixture;
  const [providerId, modelId, own, plain] = [newId(), newId(), newId(), newId()];
  await pool.query(
    `INSERT INTO providers (id, slug, name, kind, base_url) VALUES ($1, 'priced', 'P', 'x', 'http://p')`,
    [providerId],
  );
  await pool.query(`INSERT INTO models (id, name) VALUES ($1, 'priced')`, [modelId]);
  for (const id of [own, plain])
    await pool.query(`INSERT INTO targets (id, model_id, provider_id, upstream_model) VALUES ($1, $2, $3, 'm')`, [
      id,
      modelId,
      providerId,
    ]);
  const costs = [
    [null, 'input_token', '1', 'USD', '2026-01-01'],
    [null, 'output_token', '2', 'USD', '2026-01-01'],
    [own, 'input_token', '3', 'EUR', '2026-02-01'],
    [own, 'input_token', '4', 'EUR', '2026-03-01'],
    [own, 'input_token', '5', 'EUR', '2027-01-01'],
  ];
  for (const cost of costs)
    await pool.query(
      `INSERT INTO model_costs (id, model_id, target_id, unit, amount, currency, effective_from)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [newId(), modelId, ...cost],
    );
  const book = new PriceBook(pool);
  const models = { currency: 'USD', amounts: { input_token: '1', output_token: '2' } };
  expect(await book.costs('priced', own, NOW)).toEqual({ currency: 'EUR', amounts: { input_token: '4' } });
  expect(await book.costs('priced', plain, NOW)).toEqual(models);
  expect(await book.costs('priced', null, NOW)).toEqual(models);
  expect(await book.costs('priced', own, Date.parse('2026-01-15T00:00:00Z'))).toEqual(models);
  expect(await book.costs('unknown', null, NOW)).toBeNull();
});
