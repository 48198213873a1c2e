/** A management context on a database of its own, the actors tests speak as, and short ways to make things. */
import { randomBytes } from 'node:crypto';
import { CreateModelSchema } from '@turnpike/contracts/management/models';
import { CreatePlanSchema } from '@turnpike/contracts/management/plans';
import { CreateProductSchema } from '@turnpike/contracts/management/products';
import { CreateProviderSchema } from '@turnpike/contracts/management/providers';
import { CreateTenantSchema } from '@turnpike/contracts/management/tenants';
import { createDatabase } from '@turnpike/db/client';
import { newId, parseId, type IdKind } from '@turnpike/domain/ids';
import type { MemberRole } from '@turnpike/domain/permissions';
import { ApiError } from '@turnpike/errors/api-error';
import type { ErrorCode } from '@turnpike/errors/catalogue';
import { createTestDatabase } from '@turnpike/testing/database';
import { expect } from 'vitest';
import type { MemberActor, PlatformAdminActor } from '../src/actor.js';
import { createApplication } from '../src/applications/create-application.use-case.js';
import { createCredentialKeys } from '../src/credentials/secret-box.js';
import { createManagementContext, type LivePort, type ManagementContext } from '../src/management-context.js';
import { createModel } from '../src/models/create-model.use-case.js';
import { createPlan } from '../src/plans/create-plan.use-case.js';
import { createProduct } from '../src/products/create-product.use-case.js';
import { createProvider } from '../src/providers/create-provider.use-case.js';
import { createTenant } from '../src/tenants/create-tenant.use-case.js';

export const ORIGIN = { ip: '192.0.2.7', requestId: 'req_test' };

export const ADMIN: PlatformAdminActor = { kind: 'platform_admin', id: newId(), via: 'management_key', ...ORIGIN };

export interface Fixture {
  url: string;
  context: ManagementContext;
  close(): Promise<void>;
}

export async function createFixture(options: { live?: LivePort; poolSize?: number } = {}): Promise<Fixture> {
  const database = await createTestDatabase();
  const db = createDatabase({ url: database.url, poolSize: options.poolSize ?? 8, applicationName: 'management-test' });
  const context = createManagementContext({
    db,
    keyPepper: randomBytes(32),
    credentialKeys: createCredentialKeys([randomBytes(32).toString('base64')]),
    keyPrefix: 'tp',
    addresses: { check: async () => null },
    live: options.live ?? null,
  });
  return {
    url: database.url,
    context,
    close: async () => {
      await db.close();
      await database.drop();
    },
  };
}

/** The bare uuid of a public id. */
export function uuid(kind: IdKind, id: string): string {
  const found = parseId(kind, id);
  if (found === null) throw new Error(`${id} is no ${kind} id`);
  return found;
}

/** A member of that tenant (public id). */
export function member(tenantId: string, role: MemberRole = 'owner'): MemberActor {
  return { kind: 'member', userId: newId(), memberships: [{ tenantId: uuid('tenant', tenantId), role }], ...ORIGIN };
}

let serial = 0;

export function uniqueName(word: string): string {
  return `${word}-${++serial}-${randomBytes(3).toString('hex')}`;
}

export async function makeTenant(
  context: ManagementContext,
  input: Partial<(typeof CreateTenantSchema)['_input']> = {},
) {
  return createTenant(context, ADMIN, CreateTenantSchema.parse({ name: uniqueName('tenant'), ...input }));
}

export async function makeApplication(context: ManagementContext, tenantId: string) {
  return createApplication(context, ADMIN, { tenantId, name: uniqueName('app'), description: '' });
}

/** A provider, a model on it, a product with the model, and a plan of the product in that currency. */
export async function makeCatalogue(
  context: ManagementContext,
  options: { approval?: 'automatic' | 'manual' | 'payment'; currency?: string } & Partial<
    (typeof CreateProductSchema)['_input']
  > = {},
) {
  const { currency = 'USD', ...rest } = options;
  const provider = await createProvider(
    context,
    ADMIN,
    CreateProviderSchema.parse({
      slug: uniqueName('provider'),
      baseUrl: 'http://127.0.0.1:9/v1',
      credential: 'sk-secret',
    }),
  );
  const model = await createModel(
    context,
    ADMIN,
    CreateModelSchema.parse({
      name: uniqueName('model'),
      targets: [{ provider: provider.slug, upstreamModel: 'upstream' }],
      cost: { input_token: '0.000001', output_token: '0.000002' },
    }),
  );
  const product = await createProduct(
    context,
    ADMIN,
    CreateProductSchema.parse({ name: uniqueName('product'), models: [model.name], ...rest }),
  );
  const plan = await createPlan(
    context,
    ADMIN,
    CreatePlanSchema.parse({
      name: uniqueName('plan'),
      product: product.slug,
      currency,
      prices: [
        { unit: 'input_token', amount: '0.000002' },
        { unit: 'output_token', amount: '0.000004', model: model.name },
      ],
      limits: { requestsPerSecond: 50 },
    }),
  );
  return { provider, model, product, plan };
}

/** Asserts that the work is refused with that code of the catalogue. */
export async function expectRefusal(work: Promise<unknown>, code: ErrorCode): Promise<ApiError> {
  const error = await work.then(
    (value) => expect.fail(`not refused with ${code}, but answered ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ApiError);
  expect((error as ApiError).code).toBe(code);
  return error as ApiError;
}

/** Audit entries about a resource, oldest first. */
export async function auditOf(context: ManagementContext, resourceId: string) {
  return context.db.prisma.auditEntry.findMany({ where: { resourceId }, orderBy: { id: 'asc' } });
}

/** How often gateways were told of a change so far. */
export async function changeCounts(context: ManagementContext) {
  const { rows } = await context.db.pool.query<{ kind: string; count: number }>(
    'SELECT kind, count(*)::int AS count FROM change_log GROUP BY kind',
  );
  const of = (kind: string) => rows.find((row) => row.kind === kind)?.count ?? 0;
  return { caller: of('caller'), catalogue: of('catalogue') };
}
