/** Things of the seeded database that pages are about, by the names that `pages.mjs` uses. */

/** Each names one thing of the tenant ($1), with the prefix of its public id; a slug has none. */
const QUERIES = {
  tenant: ['ten', 'SELECT id FROM tenants WHERE id = $1'],
  application: ['app', `SELECT id FROM applications WHERE tenant_id = $1 ORDER BY name LIMIT 1`],
  key: ['key', `SELECT id FROM api_keys WHERE tenant_id = $1 AND name = 'Bench key 7' ORDER BY id LIMIT 1`],
  subscription: ['sub', 'SELECT id FROM subscriptions WHERE tenant_id = $1 LIMIT 1'],
  call: ['req', 'SELECT id FROM usage_events WHERE tenant_id = $1 ORDER BY id DESC OFFSET 1000 LIMIT 1'],
  job: ['job', 'SELECT id FROM jobs WHERE tenant_id = $1 ORDER BY id LIMIT 1'],
  webhook: ['whk', 'SELECT id FROM webhook_endpoints WHERE tenant_id = $1 ORDER BY id LIMIT 1'],
  delivery: ['dlv', 'SELECT id FROM webhook_deliveries WHERE tenant_id = $1 ORDER BY id LIMIT 1'],
  product: ['prd', 'SELECT id FROM products ORDER BY created_at LIMIT 1'],
  productSlug: [null, 'SELECT slug AS id FROM products ORDER BY created_at LIMIT 1'],
  plan: ['pln', 'SELECT id FROM plans ORDER BY created_at LIMIT 1'],
  model: ['mdl', 'SELECT id FROM models ORDER BY created_at LIMIT 1'],
  catalogueEntry: [null, `SELECT 'openai~gpt-4o' AS id`],
  provider: ['prv', 'SELECT id FROM providers ORDER BY created_at LIMIT 1'],
  audit: ['aud', 'SELECT id FROM audit_entries ORDER BY id DESC LIMIT 1'],
};

/**
 * @param {import('pg').Pool} pool
 * @param {string} tenantId bare
 * @returns {Promise<Map<string, string>>}
 */
export async function readIds(pool, tenantId) {
  const ids = new Map();
  for (const [name, [prefix, sql]] of Object.entries(QUERIES)) {
    const { rows } = await pool.query(String(sql), String(sql).includes('$1') ? [tenantId] : []);
    const id = rows[0]?.id;
    if (id === undefined) throw new Error(`the seed has no ${name}`);
    ids.set(name, prefix === null ? id : `${prefix}_${id.replaceAll('-', '')}`);
  }
  return ids;
}

/**
 * @param {string} path
 * @param {Map<string, string>} ids
 */
export function fillIn(path, ids) {
  return path.replace(/:(\w+)/g, (_, name) => {
    const id = ids.get(name);
    if (id === undefined) throw new Error(`${path}: nothing is called ${name}`);
    return id;
  });
}
