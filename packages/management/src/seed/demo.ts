/**
 * The demo of a fresh checkout: a tenant with money, something to buy, and the keys to call it with. Safe to run at
 * every start: what is there stays, what is missing is made, and secrets that were written to the demo file are used
 * again as long as the database knows them, because only their hashes are in it.
 */
import { createDatabase } from '@turnpike/db/client';
import { publicId } from '@turnpike/domain/ids';
import type { SystemActor } from '../actor.js';
import { createCredentialKeys } from '../credentials/secret-box.js';
import { createManagementContext, type ManagementContext } from '../management-context.js';
import { grantCredit } from '../money/grant-credit.use-case.js';
import { createTenant } from '../tenants/create-tenant.use-case.js';
import { ensureCatalogue } from './ensure-catalogue.js';
import { ensureAccount, ensureApiKey, ensureManagementKey, type DemoAccount } from './ensure-credentials.js';
import { ensureSubscribedApplication } from './ensure-subscribed-application.js';

export interface DemoUrls {
  gatewayUrl: string;
  portalUrl: string;
  sandboxUrl: string;
  mailUrl: string;
}

/** `.local/demo.json`: everything a newcomer or a script needs. Holds secrets; of this machine alone. */
export interface DemoFile extends DemoUrls {
  /** Live and test key of the demo tenant's application. */
  apiKey: string;
  testApiKey: string;
  /** Platform admin. */
  managementKey: string;
  /** Public id of the demo tenant: prepaid, owner of both keys. */
  tenantId: string;
  /** A chat model that both keys may call. */
  model: string;
  admin: DemoAccount;
  developer: DemoAccount;
}

export interface SeedOptions {
  databaseUrl: string;
  /** Base64. */
  keyPepper: string;
  /** Base64 of 32 bytes. */
  credentialKey: string;
  /** First part of the keys made; `tp` when omitted. */
  keyPrefix?: string;
  /** The demo file of an earlier start, if there is one that can be read. */
  existing: unknown;
  urls: DemoUrls;
}

const ACTOR: SystemActor = { kind: 'system', name: 'seed', ip: null, requestId: null };
const CREDIT = { amount: '50', currency: 'USD', reason: 'Demo credit', idempotencyKey: 'demo' };

/** Makes what is missing and returns the demo file to write. Two at a time are not meant to run. */
export async function seedDemo(options: SeedOptions): Promise<DemoFile> {
  const db = createDatabase({ url: options.databaseUrl, poolSize: 4, applicationName: 'turnpike-seed' });
  try {
    const context = createManagementContext({
      db,
      keyPepper: Buffer.from(options.keyPepper, 'base64'),
      credentialKeys: createCredentialKeys([options.credentialKey]),
      keyPrefix: options.keyPrefix ?? 'tp',
    });
    return await seed(context, readExisting(options.existing), options.urls);
  } finally {
    await db.close();
  }
}

async function seed(context: ManagementContext, existing: Partial<DemoFile>, urls: DemoUrls): Promise<DemoFile> {
  const tenantId = await ensureTenant(context);
  // Its test calls make the landing page's strip.
  await context.db.prisma.tenant.updateMany({ where: { slug: 'demo', showcase: false }, data: { showcase: true } });
  await grantCredit(context, ACTOR, { tenantId, ...CREDIT });
  const model = await ensureCatalogue(context, ACTOR, `${urls.sandboxUrl.replace(/\/$/, '')}/v1`);
  const applicationId = await ensureSubscribedApplication(context, ACTOR, tenantId);
  const apiKey = (key: string | undefined, environment: 'live' | 'test') =>
    ensureApiKey(context, ACTOR, { existing: key, applicationId, environment });
  return {
    ...urls,
    apiKey: await apiKey(existing.apiKey, 'live'),
    testApiKey: await apiKey(existing.testApiKey, 'test'),
    managementKey: await ensureManagementKey(context, ACTOR, existing.managementKey),
    tenantId,
    model,
    admin: await ensureAccount(context, ACTOR, { email: 'admin@example.com', existing: existing.admin }),
    developer: await ensureAccount(context, ACTOR, {
      email: 'developer@example.com',
      existing: existing.developer,
      tenantId,
    }),
  };
}

/** Public id of the demo tenant. */
async function ensureTenant(context: ManagementContext): Promise<string> {
  const found = await context.db.prisma.tenant.findUnique({ where: { slug: 'demo' }, select: { id: true } });
  if (found !== null) return publicId('tenant', found.id);
  const tenant = await createTenant(context, ACTOR, {
    name: 'Demo',
    slug: 'demo',
    billingMode: 'prepaid',
    currency: 'USD',
    timeZone: 'UTC',
  });
  return tenant.id;
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
    const value = fields[name];
    if (isAccount(value)) known[name] = value;
  }
  return known;
}

function isAccount(value: unknown): value is DemoAccount {
  if (typeof value !== 'object' || value === null) return false;
  return (
    'email' in value && typeof value.email === 'string' && 'password' in value && typeof value.password === 'string'
  );
}
