/** Another tenant's things do not exist: every use case that takes an id, asked by someone it is not for. */
import { newId, publicId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '../actor.js';
import { createApplication } from '../applications/create-application.use-case.js';
import { getApplication } from '../applications/get-application.use-case.js';
import { listApplications } from '../applications/list-applications.use-case.js';
import { listAudit } from '../audit/list-audit.use-case.js';
import { getCall } from '../calls/get-call.use-case.js';
import { listCalls } from '../calls/list-calls.use-case.js';
import { createKey } from '../keys/create-key.use-case.js';
import { disableKey } from '../keys/disable-key.use-case.js';
import { enableKey } from '../keys/enable-key.use-case.js';
import { getKey } from '../keys/get-key.use-case.js';
import { listKeys } from '../keys/list-keys.use-case.js';
import { revokeKey } from '../keys/revoke-key.use-case.js';
import type { ManagementContext } from '../management-context.js';
import { getBalance } from '../money/get-balance.use-case.js';
import { grantCredit } from '../money/grant-credit.use-case.js';
import { listLedger } from '../money/list-ledger.use-case.js';
import { approveSubscription } from '../subscriptions/approve-subscription.use-case.js';
import { getSubscription } from '../subscriptions/get-subscription.use-case.js';
import { listSubscriptions } from '../subscriptions/list-subscriptions.use-case.js';
import { rejectSubscription } from '../subscriptions/reject-subscription.use-case.js';
import { requestSubscription } from '../subscriptions/request-subscription.use-case.js';
import { getTenant } from '../tenants/get-tenant.use-case.js';
import { resumeTenant } from '../tenants/resume-tenant.use-case.js';
import { suspendTenant } from '../tenants/suspend-tenant.use-case.js';
import {
  ADMIN,
  createFixture,
  expectRefusal,
  makeApplication,
  makeCatalogue,
  makeTenant,
  member,
  ORIGIN,
  uuid,
  type Fixture,
} from '../../test/fixture.js';

interface Ids {
  tenantId: string;
  applicationId: string;
  subscriptionId: string;
  keyId: string;
  requestId: string;
  product: string;
  plan: string;
}

type UseCase = (context: ManagementContext, actor: Actor, ids: Ids) => Promise<unknown>;

const reason = '';
const USE_CASES: Record<string, UseCase> = {
  getTenant: (context, actor, { tenantId }) => getTenant(context, actor, { tenantId }),
  suspendTenant: (context, actor, { tenantId }) => suspendTenant(context, actor, { tenantId, reason }),
  resumeTenant: (context, actor, { tenantId }) => resumeTenant(context, actor, { tenantId, reason }),
  grantCredit: (context, actor, { tenantId }) =>
    grantCredit(context, actor, { tenantId, amount: '1', currency: 'USD', reason }),
  getBalance: (context, actor, { tenantId }) => getBalance(context, actor, { tenantId }),
  listLedger: (context, actor, { tenantId }) => listLedger(context, actor, { tenantId }),
  createApplication: (context, actor, { tenantId }) =>
    createApplication(context, actor, { tenantId, name: 'x', description: '' }),
  getApplication: (context, actor, { applicationId }) => getApplication(context, actor, { applicationId }),
  'listApplications of a tenant': (context, actor, { tenantId }) => listApplications(context, actor, { tenantId }),
  'listAudit of a tenant': (context, actor, { tenantId }) => listAudit(context, actor, { tenantId }),
  requestSubscription: (context, actor, { applicationId, product, plan }) =>
    requestSubscription(context, actor, { applicationId, product, plan, message: '' }),
  getSubscription: (context, actor, { subscriptionId }) => getSubscription(context, actor, { subscriptionId }),
  approveSubscription: (context, actor, { subscriptionId }) =>
    approveSubscription(context, actor, { subscriptionId, reason }),
  rejectSubscription: (context, actor, { subscriptionId }) =>
    rejectSubscription(context, actor, { subscriptionId, reason }),
  'listSubscriptions of a tenant': (context, actor, { tenantId }) => listSubscriptions(context, actor, { tenantId }),
  'listSubscriptions of an application': (context, actor, { applicationId }) =>
    listSubscriptions(context, actor, { applicationId }),
  createKey: (context, actor, { applicationId }) =>
    createKey(context, actor, { applicationId, name: 'x', environment: 'live' }),
  getKey: (context, actor, { keyId }) => getKey(context, actor, { keyId }),
  revokeKey: (context, actor, { keyId }) => revokeKey(context, actor, { keyId, reason }),
  disableKey: (context, actor, { keyId }) => disableKey(context, actor, { keyId, reason }),
  enableKey: (context, actor, { keyId }) => enableKey(context, actor, { keyId, reason }),
  'listKeys of a tenant': (context, actor, { tenantId }) => listKeys(context, actor, { tenantId }),
  'listKeys of an application': (context, actor, { applicationId }) => listKeys(context, actor, { applicationId }),
  getCall: (context, actor, { requestId }) => getCall(context, actor, { requestId }),
  'listCalls of a tenant': (context, actor, { tenantId }) => listCalls(context, actor, { tenantId }),
  'listCalls of an application': (context, actor, { applicationId }) => listCalls(context, actor, { applicationId }),
};

let fixture: Fixture;
let theirs: Ids;
let stranger: Actor;
let strangersKey: Actor;

beforeAll(async () => {
  fixture = await createFixture();
  const { context } = fixture;
  theirs = await populate(context);
  const own = await makeTenant(context);
  const application = await makeApplication(context, own.id);
  stranger = member(own.id, 'owner');
  strangersKey = {
    kind: 'application',
    tenantId: uuid('tenant', own.id),
    applicationId: uuid('application', application.id),
    apiKeyId: newId(),
    ...ORIGIN,
  };
});
afterAll(() => fixture.close());

async function populate(context: ManagementContext): Promise<Ids> {
  const tenant = await makeTenant(context);
  const application = await makeApplication(context, tenant.id);
  const { product, plan } = await makeCatalogue(context);
  const names = { applicationId: application.id, product: product.slug, plan: plan.slug };
  const subscription = await requestSubscription(context, ADMIN, { ...names, message: '' });
  const key = await createKey(context, ADMIN, { applicationId: application.id, name: 'x', environment: 'live' });
  const requestId = newId();
  const owner = { tenantId: uuid('tenant', tenant.id), applicationId: uuid('application', application.id) };
  const call = { operation: 'x', status: 200, startedAt: new Date(), durationUs: 1, detail: {} };
  await context.db.prisma.callRecord.create({ data: { id: requestId, ...owner, ...call } });
  return {
    ...names,
    tenantId: tenant.id,
    subscriptionId: subscription.id,
    keyId: key.id,
    requestId: publicId('request', requestId),
  };
}

/** The same ids, of nothing. */
function unknownIds(): Ids {
  return {
    ...theirs,
    tenantId: publicId('tenant', newId()),
    applicationId: publicId('application', newId()),
    subscriptionId: publicId('subscription', newId()),
    keyId: publicId('key', newId()),
    requestId: publicId('request', newId()),
  };
}

function codeOf(error: unknown): string {
  return error instanceof ApiError ? error.code : String(error);
}

/** Ids that are none: of another kind, malformed, hostile. */
function malformedIds(text: string): Ids {
  return { ...theirs, tenantId: text, applicationId: text, subscriptionId: text, keyId: text, requestId: text };
}

describe.each(Object.entries(USE_CASES))('%s', (name, useCase) => {
  test('answers a stranger as if there were nothing', async () => {
    const { context } = fixture;
    const audited = await context.db.prisma.auditEntry.count();
    const foreign = await expectRefusal(useCase(context, stranger, theirs), 'not_found');
    const missing = await expectRefusal(useCase(context, stranger, unknownIds()), 'not_found');
    expect(foreign.message).toBe(missing.message);
    expect(await context.db.prisma.auditEntry.count()).toBe(audited);
  });

  test('answers a stranger’s API key alike, whether it is there or not', async () => {
    const refusal = (ids: Ids) => useCase(fixture.context, strangersKey, ids).then(() => 'answered', codeOf);
    const foreign = await refusal(theirs);
    expect(['not_found', 'forbidden']).toContain(foreign);
    expect(await refusal(unknownIds())).toBe(foreign);
  });

  test.each(['ten_', 'x', 'prd_0194f0c27be37f0f9a52b1b2c3d4e5f6', "' OR 1=1 --", '../..'])(
    'takes %j for no id',
    async (text) => {
      await expectRefusal(useCase(fixture.context, ADMIN, malformedIds(text)), 'not_found');
    },
  );

  test('tells the platform of nothing that is not there', async () => {
    const lists = /^list(Applications|Audit|Subscriptions|Keys|Calls) of a tenant$/;
    const work = useCase(fixture.context, ADMIN, unknownIds());
    if (lists.test(name)) expect(await work).toEqual({ items: [], nextCursor: null });
    else await expectRefusal(work, 'not_found');
  });
});

test('lists without a tenant show a stranger nothing of another’s', async () => {
  const { context } = fixture;
  for (const list of [listApplications, listSubscriptions, listKeys, listCalls]) {
    const page = await list(context, stranger, {});
    expect(JSON.stringify(page)).not.toContain(theirs.tenantId);
  }
  expect((await listApplications(context, ADMIN, {})).items.map(({ id }) => id)).toContain(theirs.applicationId);
});
