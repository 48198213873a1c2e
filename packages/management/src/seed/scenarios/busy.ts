import { ensureUsagePartitions } from '@turnpike/db/partitions';
import { parseId } from '@turnpike/domain/ids';
import { Decimal, formatAmount } from '@turnpike/domain/money';
import { enqueue, inTransaction } from '../../changes/change.js';
import { createKey } from '../../keys/create-key.use-case.js';
import type { ManagementContext } from '../../management-context.js';
import { grantCredit } from '../../money/grant-credit.use-case.js';
import { postTransaction } from '../../money/post-transaction.js';
import { DEMO_PLAN, DEMO_PRODUCT } from '../demo-catalogue.js';
import { ensureApplication, ensureSubscription } from '../ensure-application.js';
import { ensureCatalogue } from '../ensure-catalogue.js';
import { ensureApiKey } from '../ensure-credentials.js';
import { type CalledModel, monthOfCalls } from '../month-of-calls.js';
import { sandboxOrigin, SEED_ACTOR, type Scenario, type SeedRun } from '../scenario.js';
import { ensureSeededTenant, existingKey, type SeededTenant } from '../seeded-tenant.js';

const APPLICATIONS = ['Website', 'Support', 'Search', 'Reports', 'Mobile', 'Experiments'];
const KEYS_EACH = 8;
const CALLS = 20_000;
const DAYS = 29;
/** What is left when all of it is paid. */
const LEFT = 25;

/** Weeks of an organisation at work. */
export const BUSY: Scenario<SeededTenant> = {
  name: 'busy',
  about: `a person of each role, ${APPLICATIONS.length * KEYS_EACH} keys and ${CALLS.toLocaleString('en')} calls over ${DAYS} days, paid for to the last digit`,
  async seed(run) {
    const { context, actor } = run;
    await ensureCatalogue(context, actor, sandboxOrigin(run.urls));
    const tenant = await ensureSeededTenant(run, {
      slug: 'busy',
      name: 'Busy',
      roles: ['owner', 'admin', 'billing', 'developer', 'viewer'],
    });
    const { tenantId } = tenant;
    const live = await ensureApplications(run, tenantId);
    await ensureCalls(context, parseId('tenant', tenantId) ?? '');
    await ensurePaid(context, tenantId);
    return { ...tenant, keys: { live }, try: 'Sign in as the owner: usage, calls, keys and billing are full.' };
  },
};

/** Gives a live key of the first application. */
async function ensureApplications({ context, actor, existing }: SeedRun, tenantId: string): Promise<string> {
  const [product = '', plan = ''] = [DEMO_PRODUCT.slug, DEMO_PLAN.slug];
  let live: string | undefined;
  for (const application of APPLICATIONS) {
    const applicationId = await ensureApplication(context, actor, { tenantId, name: application });
    await ensureSubscription(context, actor, { applicationId, product, plan });
    const key = { existing: existingKey(existing, 'live'), applicationId, environment: 'live', name: 'Yours' } as const;
    live ??= await ensureApiKey(context, actor, key);
    const made = await context.db.prisma.apiKey.count({
      where: { applicationId: parseId('application', applicationId) ?? '' },
    });
    for (let index = made + 1; index <= KEYS_EACH; index++) {
      const environment = index === KEYS_EACH ? 'test' : 'live';
      await createKey(context, actor, { applicationId, name: `${application} ${index}`, environment });
    }
  }
  return live ?? '';
}

async function ensureCalls({ db, now }: ManagementContext, tenantId: string): Promise<void> {
  const client = await db.pool.connect();
  try {
    await ensureUsagePartitions(client);
    const { rowCount } = await client.query('SELECT FROM usage_events WHERE tenant_id = $1 LIMIT 1', [tenantId]);
    if (rowCount !== 0) return;
    await client.query('BEGIN');
    // The same month every time.
    await client.query('SELECT setseed(0.5)');
    const month = { tenantIds: [tenantId], events: CALLS, days: DAYS, endMs: now().getTime() - 60_000 };
    for (const { sql, values } of monthOfCalls({ ...month, models: calledModels() })) await client.query(sql, values);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}

/** At the prices of the plan they are called under. */
function calledModels(): CalledModel[] {
  const priceOf = (model: string, unit: string) =>
    DEMO_PLAN.prices.find((price) => price.model === model && price.unit === unit)?.amount ?? '0';
  return ['sandbox-chat-mini', 'sandbox-chat'].map((name) => ({
    name,
    input: priceOf(name, 'input_token'),
    cachedInput: priceOf(name, 'cached_input_token'),
    output: priceOf(name, 'output_token'),
  }));
}

/** Grants what the calls cost and a little more, and posts them day by day, as the worker would have. */
async function ensurePaid(context: ManagementContext, tenantId: string): Promise<void> {
  const tenant = parseId('tenant', tenantId) ?? '';
  const { prisma } = context.db;
  if ((await prisma.ledgerTransaction.count({ where: { tenantId: tenant, kind: 'usage' } })) > 0) return;
  const { rows } = await context.db.pool.query<{ day: string; charge: string }>(
    `SELECT day::date::text AS day, sum(charge)::text AS charge FROM usage_days WHERE tenant_id = $1 GROUP BY day ORDER BY day`,
    [tenant],
  );
  const spent = rows.reduce((sum, { charge }) => sum.plus(charge), new Decimal(0));
  const amount = formatAmount(spent.ceil().plus(LEFT));
  const grant = { amount, currency: 'USD', reason: 'Credit of a busy month', idempotencyKey: 'busy' };
  await grantCredit(context, SEED_ACTOR, { tenantId, ...grant });
  await inTransaction(context, async (tx) => {
    for (const { day, charge } of rows) {
      await postTransaction(tx, {
        tenantId: tenant,
        currency: 'USD',
        kind: 'usage',
        idempotencyKey: `seed:busy:${tenant}:${day}`,
        reason: '',
        actor: SEED_ACTOR.name,
        entries: [
          { account: 'customer_balance', amount: new Decimal(charge).negated() },
          { account: 'revenue', amount: new Decimal(charge) },
        ],
      });
    }
    await tx.lot.updateMany({ where: { tenantId: tenant }, data: { remaining: { decrement: formatAmount(spent) } } });
    await enqueue(tx, 'balance.posted', { tenantId: tenant });
  });
}
