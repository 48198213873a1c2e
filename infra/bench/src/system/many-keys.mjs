/** Keys in bulk, of tenants with money, each with an application and a subscription. */
import { createDatabase } from '@turnpike/db/client';
import { describeKey, generateKey } from '@turnpike/domain/key-format';
import { HASH_VERSION, hashKey } from '@turnpike/management/keys/key-hash';

/** However many keys there are, so that they are all that differs. */
const TENANTS = 200;
const BATCH = 20_000;
const CREDIT = 100_000;

const MONEY = `
  WITH made AS (
    INSERT INTO ledger_transactions (id, tenant_id, kind, idempotency_key)
    SELECT uuidv7(), id, 'grant', 'bench:' || id FROM tenants WHERE slug LIKE 'bench-many-%' RETURNING id, tenant_id
  ), accounts AS (
    INSERT INTO ledger_accounts (id, tenant_id, kind, currency, balance, version)
    SELECT uuidv7(), tenant_id, side.kind::"AccountKind", 'USD', side.amount, 1
    FROM made, (VALUES ('customer_balance', $1::numeric), ('grants', -$1::numeric)) side (kind, amount)
    RETURNING id, tenant_id, balance
  ), entries AS (
    INSERT INTO ledger_entries (id, transaction_id, account_id, tenant_id, amount)
    SELECT uuidv7(), made.id, accounts.id, made.tenant_id, accounts.balance FROM made JOIN accounts USING (tenant_id)
  )
  INSERT INTO lots (id, tenant_id, transaction_id, source, currency, amount, remaining)
  SELECT uuidv7(), tenant_id, id, 'grant', 'USD', $1::numeric, $1::numeric FROM made`;

const STEPS = /** @type {const} */ ([
  [
    `INSERT INTO tenants (id, slug, name, billing_mode, currency)
     SELECT uuidv7(), 'bench-many-' || i, 'Bench ' || i, 'prepaid', 'USD' FROM generate_series(0, $1::int - 1) i`,
    'tenants',
  ],
  [
    `INSERT INTO applications (id, tenant_id, name)
     SELECT uuidv7(), id, slug FROM tenants WHERE slug LIKE 'bench-many-%'`,
    null,
  ],
  [
    `INSERT INTO subscriptions (id, tenant_id, application_id, product_id, plan_id, status, activated_at)
     SELECT uuidv7(), a.tenant_id, a.id, p.product_id, p.id, 'active', now()
     FROM applications a, plans p WHERE a.name LIKE 'bench-many-%' AND p.slug = 'bench'`,
    null,
  ],
  [MONEY, 'credit'],
]);

const KEYS = `
  INSERT INTO api_keys (id, tenant_id, application_id, name, environment, hash, hash_version, start, last4)
  SELECT uuidv7(), a.tenant_id, a.id, 'Bench', 'live', k.hash, $5, k.start, k.last4
  FROM unnest($1::text[], $2::bytea[], $3::text[], $4::text[]) k (application, hash, start, last4)
  JOIN applications a ON a.name = k.application`;

/**
 * @param {{ databaseUrl: string, keyPepper: string, amount: number }} options `keyPepper` in base64, `amount` of keys
 * @returns {Promise<string[]>} the keys: each tenant has one in its turn
 */
export async function makeManyKeys({ databaseUrl, keyPepper, amount }) {
  const pepper = Buffer.from(keyPepper, 'base64');
  const db = createDatabase({ url: databaseUrl, poolSize: 1, applicationName: 'bench', statementTimeoutMs: 300_000 });
  try {
    for (const [sql, given] of STEPS) {
      await db.pool.query(sql, given === null ? [] : [{ tenants: TENANTS, credit: CREDIT }[given]]);
    }
    const keys = Array.from({ length: amount }, () => generateKey('tp', 'live'));
    for (let from = 0; from < amount; from += BATCH) {
      const batch = keys.slice(from, from + BATCH);
      const facts = batch.map(describeKey);
      await db.pool.query(KEYS, [
        batch.map((_, index) => `bench-many-${(from + index) % TENANTS}`),
        batch.map((key) => hashKey(pepper, key)),
        facts.map(({ start }) => start),
        facts.map(({ last4 }) => last4),
        HASH_VERSION,
      ]);
    }
    await db.pool.query('ANALYZE');
    return keys;
  } finally {
    await db.close();
  }
}
