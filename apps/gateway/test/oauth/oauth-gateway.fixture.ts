/** A whole gateway with its OAuth server, over a database and keys of its own; and a browser that keeps cookies. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadGatewayConfig } from '@turnpike/config/gateway';
import { CreateModelSchema } from '@turnpike/contracts/management/models';
import { CreateOAuthClientSchema } from '@turnpike/contracts/management/oauth';
import { CreatePlanSchema } from '@turnpike/contracts/management/plans';
import { CreateProductSchema } from '@turnpike/contracts/management/products';
import { CreateProviderSchema } from '@turnpike/contracts/management/providers';
import { createDatabase } from '@turnpike/db/client';
import { newId, parseId } from '@turnpike/domain/ids';
import type { MemberActor, PlatformAdminActor } from '@turnpike/management/actor';
import { createApplication } from '@turnpike/management/applications/create-application.use-case';
import { createCredentialKeys } from '@turnpike/management/credentials/secret-box';
import { createManagementContext, type ManagementContext } from '@turnpike/management/management-context';
import { createModel } from '@turnpike/management/models/create-model.use-case';
import { grantCredit } from '@turnpike/management/money/grant-credit.use-case';
import { createOAuthClient } from '@turnpike/management/oauth/create-oauth-client.use-case';
import { createPlan } from '@turnpike/management/plans/create-plan.use-case';
import { createProduct } from '@turnpike/management/products/create-product.use-case';
import { createProvider } from '@turnpike/management/providers/create-provider.use-case';
import { requestSubscription } from '@turnpike/management/subscriptions/request-subscription.use-case';
import { createTenant } from '@turnpike/management/tenants/create-tenant.use-case';
import { createLogger } from '@turnpike/telemetry/logger';
import { createTestDatabase } from '@turnpike/testing/database';
import { testRedisUrl } from '@turnpike/testing/redis';
import { freePorts } from '@turnpike/testing/free-ports';
import { startGateway } from '../../src/bootstrap/start-gateway.js';
import { createDataPlane } from '../../src/http/create-data-plane.js';
import { ChatUpstream } from '../corridor/chat-upstream.fixture.js';

export const ADMIN: PlatformAdminActor = {
  kind: 'platform_admin',
  id: newId(),
  via: 'management_key',
  ip: null,
  requestId: null,
};

/** An organisation with an application that is subscribed to one of the two products, and a person in it. */
export interface Organisation {
  tenantId: string;
  applicationId: string;
  owner: MemberActor;
}

export interface OAuthGateway {
  url: string;
  context: ManagementContext;
  /** Of the product that organisations are subscribed to, and of one that they aren't. */
  product: string;
  otherProduct: string;
  organisation(): Promise<Organisation>;
  client(
    of: Organisation,
    input: Partial<(typeof CreateOAuthClientSchema)['_input']>,
  ): ReturnType<typeof createOAuthClient>;
  /** The status and body of a chat with that credential. */
  chat(credential: string): Promise<{ status: number; challenge: string | null; code: string | undefined }>;
  log(): string;
  stop(): Promise<void>;
}

export async function startOAuthGateway(): Promise<OAuthGateway> {
  const [database, upstream, [port, opsPort], spool] = await Promise.all([
    createTestDatabase(),
    ChatUpstream.start(),
    freePorts(2),
    mkdtemp(join(tmpdir(), 'oauth-spool-')),
  ]);
  const url = `http://127.0.0.1:${port}`;
  const { url: redisUrl, keyPrefix } = testRedisUrl();
  const config = loadGatewayConfig({
    DATABASE_URL: database.url,
    REDIS_URL: redisUrl,
    REDIS_CACHE_URL: redisUrl,
    REDIS_PREFIX: keyPrefix,
    QUEUE_PREFIX: `${keyPrefix}-queue`,
    KEY_PEPPER: randomBytes(32).toString('base64'),
    CREDENTIAL_KEY: randomBytes(32).toString('base64'),
    SPOOL_DIR: spool,
    GATEWAY_PORT: String(port),
    OPS_PORT: String(opsPort),
    PORTAL_URL: url,
    PUBLIC_GATEWAY_URL: url,
    OUTBOUND_ALLOWED: '127.0.0.0/8',
    SHUTDOWN_GRACE: '1s',
  });
  let log = '';
  const logger = createLogger({ name: 'gateway', level: 'warn', destination: { write: (line) => void (log += line) } });
  const db = createDatabase({ url: database.url, poolSize: 4 });
  const context = createManagementContext({
    db,
    keyPepper: Buffer.from(config.keyPepper, 'base64'),
    credentialKeys: createCredentialKeys([config.credentialKey]),
    keyPrefix: 'tp',
    addresses: { check: () => Promise.resolve(null) },
  });
  const catalogue = await makeCatalogue(context, `http://${upstream.address}/v1`);
  const gateway = await startGateway({ config, logger, createDataPlane });
  return {
    url,
    context,
    ...catalogue,
    organisation: () => makeOrganisation(context, catalogue),
    client: (of, input) =>
      createOAuthClient(
        context,
        of.owner,
        CreateOAuthClientSchema.parse({
          applicationId: of.applicationId,
          name: 'Notes',
          grantTypes: ['client_credentials'],
          scopes: [catalogue.product],
          ...input,
        }),
      ),
    chat: (credential) => chat(url, credential),
    log: () => log,
    stop: async () => {
      await gateway.close();
      await upstream.die();
      await db.close();
      await database.drop();
      await rm(spool, { recursive: true, force: true });
    },
  };
}

const MODEL = 'notes-model';

async function makeCatalogue(context: ManagementContext, baseUrl: string) {
  const provider = await createProvider(
    context,
    ADMIN,
    CreateProviderSchema.parse({ slug: 'upstream', baseUrl, credential: 'sk-secret' }),
  );
  await createModel(
    context,
    ADMIN,
    CreateModelSchema.parse({
      name: MODEL,
      targets: [{ provider: provider.slug, upstreamModel: 'upstream' }],
      cost: { input_token: '0.000001', output_token: '0.000002' },
    }),
  );
  const [product, other] = await Promise.all(
    ['Writing', 'Painting'].map((name) =>
      createProduct(context, ADMIN, CreateProductSchema.parse({ name, models: [MODEL], approval: 'automatic' })),
    ),
  );
  await createPlan(
    context,
    ADMIN,
    CreatePlanSchema.parse({
      name: 'Standard',
      product: product?.slug,
      currency: 'USD',
      prices: [
        { unit: 'input_token', amount: '0.000002' },
        { unit: 'output_token', amount: '0.000004' },
      ],
    }),
  );
  return { product: product?.slug ?? '', otherProduct: other?.slug ?? '' };
}

async function makeOrganisation(context: ManagementContext, { product }: { product: string }): Promise<Organisation> {
  const { id: tenantId } = await createTenant(context, ADMIN, {
    name: `org-${randomBytes(4).toString('hex')}`,
    timeZone: 'UTC',
    billingMode: 'prepaid',
  });
  const [userId, tenant] = [newId(), parseId('tenant', tenantId) ?? ''];
  await context.db.prisma.user.create({ data: { id: userId, email: `${userId}@example.com`, name: 'Ada' } });
  await context.db.prisma.membership.create({ data: { tenantId: tenant, userId, role: 'owner' } });
  const owner: MemberActor = {
    kind: 'member',
    userId,
    memberships: [{ tenantId: tenant, role: 'owner' }],
    ip: null,
    requestId: null,
  };
  await grantCredit(context, ADMIN, { tenantId, amount: '10', currency: 'USD', reason: 'for the test of today' });
  const { id: applicationId } = await createApplication(context, owner, { tenantId, name: 'Main', description: '' });
  await requestSubscription(context, owner, { applicationId, product, plan: 'standard', message: '' });
  return { tenantId, applicationId, owner };
}

async function chat(url: string, credential: string) {
  const answer = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${credential}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: MODEL, messages: [{ role: 'user', content: 'hi' }], max_tokens: 5 }),
  });
  const body = (await answer.json()) as { error?: { code: string } };
  return { status: answer.status, challenge: answer.headers.get('www-authenticate'), code: body.error?.code };
}

/** Follows no redirect, and sends cookies where they belong. */
export class Browser {
  readonly #cookies = new Map<string, { value: string; path: string }>();

  async get(url: string): Promise<Response> {
    const { pathname } = new URL(url);
    const sent = [...this.#cookies].filter(([, { path }]) => pathname.startsWith(path));
    const cookie = sent.map(([name, { value }]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, { redirect: 'manual', headers: { cookie } });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split('; ');
      const at = pair.indexOf('=');
      const path = attributes.find((one) => /^path=/i.test(one))?.slice(5) ?? '/';
      this.#cookies.set(pair.slice(0, at), { value: pair.slice(at + 1), path });
    }
    return answer;
  }
}
