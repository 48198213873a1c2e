/** The demo of a fresh checkout: a tenant with money, something to buy, and the keys to call it with. */
import type { ManagementContext } from '../management-context.js';
import { grantCredit } from '../money/grant-credit.use-case.js';
import { DEMO_PLAN, DEMO_PRODUCT } from './demo-catalogue.js';
import { ensureApplication, ensureSubscription } from './ensure-application.js';
import { ensureCatalogue } from './ensure-catalogue.js';
import {
  ensureAccount,
  ensureApiKey,
  ensureManagementKey,
  readAccount,
  type DemoAccount,
} from './ensure-credentials.js';
import { ensureTenant } from './ensure-tenant.js';
import { ensureVendors } from './ensure-vendors.js';
import {
  type DemoUrls,
  runScenario,
  sandboxOrigin,
  SEED_ACTOR,
  type Scenario,
  type SeedOptions,
  type SeedRun,
} from './scenario.js';

/** `.local/demo.json`: everything a newcomer or a script needs. Holds secrets; of this machine alone. */
export interface DemoFile extends DemoUrls {
  /** Live and test key of the demo tenant's application. */
  apiKey: string;
  testApiKey: string;
  /** Platform admin. */
  managementKey: string;
  /** Public id of the demo tenant: prepaid, owner of both keys. */
  tenantId: string;
  /** Public id of its application. */
  applicationId: string;
  /** A chat model that both keys may call. */
  model: string;
  admin: DemoAccount;
  developer: DemoAccount;
}

const CREDIT = { amount: '50', currency: 'USD', reason: 'Demo credit', idempotencyKey: 'demo' };

/** What every start seeds. */
export const DEMO: Scenario<DemoFile> = {
  name: 'demo',
  about: 'what npm start makes: products, plans and models of the sandbox, a tenant with 50 USD, an admin, a developer',
  seed,
};

/** Makes what is missing of the demo and returns the demo file to write. */
export function seedDemo(options: SeedOptions): Promise<DemoFile> {
  return runScenario(DEMO, options);
}

async function seed({ context, actor, existing, urls, vendorKeys }: SeedRun): Promise<DemoFile> {
  const known = readExisting(existing);
  const tenantId = await ensureTenant(context, actor, { slug: 'demo', name: 'Demo' });
  // Its test calls make the landing page's strip.
  await context.db.prisma.tenant.updateMany({ where: { slug: 'demo', showcase: false }, data: { showcase: true } });
  await grantCredit(context, actor, { tenantId, ...CREDIT });
  const model = await ensureCatalogue(context, actor, sandboxOrigin(urls));
  await ensureVendors(context, actor, vendorKeys);
  const applicationId = await ensureSubscribedApplication(context, tenantId);
  const apiKey = (key: string | undefined, environment: 'live' | 'test', name: string) =>
    ensureApiKey(context, actor, { existing: key, applicationId, environment, name });
  const account = (email: string, name: string, rest: { existing: DemoAccount | undefined; tenantId?: string }) =>
    ensureAccount(context, actor, { email, name, ...rest });
  return {
    ...urls,
    apiKey: await apiKey(known.apiKey, 'live', 'Demo'),
    testApiKey: await apiKey(known.testApiKey, 'test', 'Demo (test)'),
    managementKey: await ensureManagementKey(context, actor, known.managementKey),
    tenantId,
    applicationId,
    model,
    admin: await account('admin@example.com', 'Ada Admin', { existing: known.admin }),
    developer: await account('developer@example.com', 'Dana Developer', { existing: known.developer, tenantId }),
  };
}

async function ensureSubscribedApplication(context: ManagementContext, tenantId: string): Promise<string> {
  const applicationId = await ensureApplication(context, SEED_ACTOR, { tenantId, name: 'Demo application' });
  const [product = '', plan = ''] = [DEMO_PRODUCT.slug, DEMO_PLAN.slug];
  await ensureSubscription(context, SEED_ACTOR, { applicationId, product, plan });
  return applicationId;
}

/** What earlier starts wrote; fields that aren't what they should be are treated as missing. */
function readExisting(existing: unknown): Partial<DemoFile> {
  if (typeof existing !== 'object' || existing === null) return {};
  const fields: Record<string, unknown> = { ...existing };
  const known: Partial<DemoFile> = {};
  for (const name of ['apiKey', 'testApiKey', 'managementKey'] as const) {
    const value = fields[name];
    if (typeof value === 'string') known[name] = value;
  }
  for (const name of ['admin', 'developer'] as const) {
    const account = readAccount(fields[name]);
    if (account !== undefined) known[name] = account;
  }
  return known;
}
