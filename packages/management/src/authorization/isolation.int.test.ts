/** Another tenant's things do not exist: every use case that takes an id, asked by someone it is not for. */
import { newId, publicId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '../actor.js';
import { archiveApplication } from '../applications/archive-application.use-case.js';
import { createApplication } from '../applications/create-application.use-case.js';
import { getApplication } from '../applications/get-application.use-case.js';
import { listApplications } from '../applications/list-applications.use-case.js';
import { updateApplication } from '../applications/update-application.use-case.js';
import { getAuditEntry } from '../audit/get-audit-entry.use-case.js';
import { listAudit } from '../audit/list-audit.use-case.js';
import { exportCalls } from '../calls/export-calls.use-case.js';
import { getCall } from '../calls/get-call.use-case.js';
import { listCalls } from '../calls/list-calls.use-case.js';
import { cancelJob } from '../jobs/cancel-job.use-case.js';
import { getJob } from '../jobs/get-job.use-case.js';
import { listJobs } from '../jobs/list-jobs.use-case.js';
import { createKey } from '../keys/create-key.use-case.js';
import { createPlaygroundKey } from '../keys/create-playground-key.use-case.js';
import { disableKey } from '../keys/disable-key.use-case.js';
import { enableKey } from '../keys/enable-key.use-case.js';
import { getKey } from '../keys/get-key.use-case.js';
import { getKeyUsage } from '../keys/get-key-usage.use-case.js';
import { listKeyEvents } from '../keys/list-key-events.use-case.js';
import { listKeyRotations } from '../keys/list-key-rotations.use-case.js';
import { listKeys } from '../keys/list-keys.use-case.js';
import { renameKey } from '../keys/rename-key.use-case.js';
import { revokeKey } from '../keys/revoke-key.use-case.js';
import { rotateKey } from '../keys/rotate-key.use-case.js';
import type { ManagementContext } from '../management-context.js';
import { getUsage } from '../usage/get-usage.use-case.js';
import { changeMemberRole } from '../members/change-member-role.use-case.js';
import { inviteMember } from '../members/invite-member.use-case.js';
import { leaveTenant } from '../members/leave-tenant.use-case.js';
import { listInvitations } from '../members/list-invitations.use-case.js';
import { listMembers } from '../members/list-members.use-case.js';
import { removeMember } from '../members/remove-member.use-case.js';
import { resendInvitation } from '../members/resend-invitation.use-case.js';
import { revokeInvitation } from '../members/revoke-invitation.use-case.js';
import { getBalance } from '../money/get-balance.use-case.js';
import { grantCredit } from '../money/grant-credit.use-case.js';
import { listBalanceEntries } from '../money/list-balance-entries.use-case.js';
import { listLedger } from '../money/list-ledger.use-case.js';
import { approvePlanSwitch } from '../subscriptions/approve-plan-switch.use-case.js';
import { createFirstKey } from '../start/create-first-key.use-case.js';
import { getStart } from '../start/get-start.use-case.js';
import { listPlaygroundApplications } from '../start/list-playground-applications.use-case.js';
import { getPayment } from '../payments/get-payment.use-case.js';
import { listLots } from '../payments/list-lots.use-case.js';
import { listPayments } from '../payments/list-payments.use-case.js';
import { refreshPayment } from '../payments/refresh-payment.use-case.js';
import { startTopUp } from '../payments/start-top-up.use-case.js';
import { approveSubscription } from '../subscriptions/approve-subscription.use-case.js';
import { cancelSubscription } from '../subscriptions/cancel-subscription.use-case.js';
import { getPrepaymentDue } from '../subscriptions/get-prepayment-due.use-case.js';
import { getSubscriptionQuota } from '../subscriptions/get-subscription-quota.use-case.js';
import { getSubscription } from '../subscriptions/get-subscription.use-case.js';
import { listSubscriptions } from '../subscriptions/list-subscriptions.use-case.js';
import { pauseSubscription } from '../subscriptions/pause-subscription.use-case.js';
import { rejectPlanSwitch } from '../subscriptions/reject-plan-switch.use-case.js';
import { rejectSubscription } from '../subscriptions/reject-subscription.use-case.js';
import { requestSubscription } from '../subscriptions/request-subscription.use-case.js';
import { resumeSubscription } from '../subscriptions/resume-subscription.use-case.js';
import { switchPlan } from '../subscriptions/switch-plan.use-case.js';
import { withdrawPlanSwitch } from '../subscriptions/withdraw-plan-switch.use-case.js';
import { getTenant } from '../tenants/get-tenant.use-case.js';
import { resumeTenant } from '../tenants/resume-tenant.use-case.js';
import { suspendTenant } from '../tenants/suspend-tenant.use-case.js';
import { getResidency } from '../tenants/get-residency.use-case.js';
import { setResidency } from '../tenants/set-residency.use-case.js';
import { setLowBalance } from '../tenants/set-low-balance.use-case.js';
import { updateTenant } from '../tenants/update-tenant.use-case.js';
import { createWebhookEndpoint } from '../webhooks/create-webhook-endpoint.use-case.js';
import { deleteWebhookEndpoint } from '../webhooks/delete-webhook-endpoint.use-case.js';
import { getCallbackSecret } from '../webhooks/get-callback-secret.use-case.js';
import { getDelivery } from '../webhooks/get-delivery.use-case.js';
import { getWebhookEndpoint } from '../webhooks/get-webhook-endpoint.use-case.js';
import { listDeliveries } from '../webhooks/list-deliveries.use-case.js';
import { listWebhookEndpoints } from '../webhooks/list-webhook-endpoints.use-case.js';
import { replayDelivery } from '../webhooks/replay-delivery.use-case.js';
import { replayUndelivered } from '../webhooks/replay-undelivered.use-case.js';
import { rotateCallbackSecret } from '../webhooks/rotate-callback-secret.use-case.js';
import { rotateWebhookSecret } from '../webhooks/rotate-webhook-secret.use-case.js';
import { sendTestEvent } from '../webhooks/send-test-event.use-case.js';
import { updateWebhookEndpoint } from '../webhooks/update-webhook-endpoint.use-case.js';
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
  jobId: string;
  auditId: string;
  paymentId: string;
  userId: string;
  invitationId: string;
  endpointId: string;
  deliveryId: string;
  product: string;
  plan: string;
}

type UseCase = (context: ManagementContext, actor: Actor, ids: Ids) => Promise<unknown>;

const reason = 'test';
const USE_CASES: Record<string, UseCase> = {
  getTenant: (context, actor, { tenantId }) => getTenant(context, actor, { tenantId }),
  suspendTenant: (context, actor, { tenantId }) => suspendTenant(context, actor, { tenantId, reason }),
  resumeTenant: (context, actor, { tenantId }) => resumeTenant(context, actor, { tenantId, reason }),
  updateTenant: (context, actor, { tenantId }) => updateTenant(context, actor, { tenantId, name: 'x' }),
  'listMembers of a tenant': (context, actor, { tenantId }) => listMembers(context, actor, { tenantId }),
  changeMemberRole: (context, actor, { tenantId, userId }) =>
    changeMemberRole(context, actor, { tenantId, userId, role: 'viewer' }),
  removeMember: (context, actor, { tenantId, userId }) => removeMember(context, actor, { tenantId, userId }),
  leaveTenant: (context, actor, { tenantId }) => leaveTenant(context, actor, { tenantId }),
  inviteMember: (context, actor, { tenantId }) =>
    inviteMember(context, actor, { tenantId, email: 'x@example.com', role: 'viewer' }),
  'listInvitations of a tenant': (context, actor, { tenantId }) => listInvitations(context, actor, { tenantId }),
  resendInvitation: (context, actor, { invitationId }) => resendInvitation(context, actor, { invitationId }),
  revokeInvitation: (context, actor, { invitationId }) => revokeInvitation(context, actor, { invitationId }),
  grantCredit: (context, actor, { tenantId }) =>
    grantCredit(context, actor, { tenantId, amount: '1', currency: 'USD', reason }),
  getBalance: (context, actor, { tenantId }) => getBalance(context, actor, { tenantId }),
  listLedger: (context, actor, { tenantId }) => listLedger(context, actor, { tenantId }),
  listBalanceEntries: (context, actor, { tenantId }) => listBalanceEntries(context, actor, { tenantId }),
  listLots: (context, actor, { tenantId }) => listLots(context, actor, { tenantId }),
  startTopUp: (context, actor, { tenantId }) => startTopUp(context, actor, { tenantId, amount: '10', currency: 'USD' }),
  getPayment: (context, actor, { paymentId }) => getPayment(context, actor, { paymentId }),
  refreshPayment: (context, actor, { paymentId }) => refreshPayment(context, actor, { paymentId }),
  'listPayments of a tenant': (context, actor, { tenantId }) => listPayments(context, actor, { tenantId }),
  createApplication: (context, actor, { tenantId }) =>
    createApplication(context, actor, { tenantId, name: 'x', description: '' }),
  getApplication: (context, actor, { applicationId }) => getApplication(context, actor, { applicationId }),
  updateApplication: (context, actor, { applicationId }) =>
    updateApplication(context, actor, { applicationId, changes: { name: 'y' } }),
  archiveApplication: (context, actor, { applicationId }) =>
    archiveApplication(context, actor, { applicationId, reason }),
  'listApplications of a tenant': (context, actor, { tenantId }) => listApplications(context, actor, { tenantId }),
  getAuditEntry: (context, actor, { auditId }) => getAuditEntry(context, actor, { auditId }),
  'listAudit of a tenant': (context, actor, { tenantId }) => listAudit(context, actor, { tenantId }),
  requestSubscription: (context, actor, { applicationId, product, plan }) =>
    requestSubscription(context, actor, { applicationId, product, plan, message: '' }),
  getSubscription: (context, actor, { subscriptionId }) => getSubscription(context, actor, { subscriptionId }),
  approveSubscription: (context, actor, { subscriptionId }) =>
    approveSubscription(context, actor, { subscriptionId, reason }),
  rejectSubscription: (context, actor, { subscriptionId }) =>
    rejectSubscription(context, actor, { subscriptionId, reason }),
  getPrepaymentDue: (context, actor, { subscriptionId }) => getPrepaymentDue(context, actor, { subscriptionId }),
  getSubscriptionQuota: (context, actor, { subscriptionId }) =>
    getSubscriptionQuota(context, actor, { subscriptionId }),
  cancelSubscription: (context, actor, { subscriptionId }) =>
    cancelSubscription(context, actor, { subscriptionId, reason }),
  pauseSubscription: (context, actor, { subscriptionId }) =>
    pauseSubscription(context, actor, { subscriptionId, reason }),
  resumeSubscription: (context, actor, { subscriptionId }) =>
    resumeSubscription(context, actor, { subscriptionId, reason }),
  switchPlan: (context, actor, { subscriptionId, plan }) => switchPlan(context, actor, { subscriptionId, plan }),
  withdrawPlanSwitch: (context, actor, { subscriptionId }) => withdrawPlanSwitch(context, actor, { subscriptionId }),
  approvePlanSwitch: (context, actor, { subscriptionId, plan }) =>
    approvePlanSwitch(context, actor, { subscriptionId, plan, reason }),
  rejectPlanSwitch: (context, actor, { subscriptionId, plan }) =>
    rejectPlanSwitch(context, actor, { subscriptionId, plan, reason }),
  'listSubscriptions of a tenant': (context, actor, { tenantId }) => listSubscriptions(context, actor, { tenantId }),
  'listSubscriptions of an application': (context, actor, { applicationId }) =>
    listSubscriptions(context, actor, { applicationId }),
  createKey: (context, actor, { applicationId }) =>
    createKey(context, actor, { applicationId, name: 'x', environment: 'live' }),
  getKey: (context, actor, { keyId }) => getKey(context, actor, { keyId }),
  revokeKey: (context, actor, { keyId }) => revokeKey(context, actor, { keyId, reason }),
  disableKey: (context, actor, { keyId }) => disableKey(context, actor, { keyId, reason }),
  enableKey: (context, actor, { keyId }) => enableKey(context, actor, { keyId, reason }),
  rotateKey: (context, actor, { keyId }) => rotateKey(context, actor, { keyId, overlap: 'now' }),
  renameKey: (context, actor, { keyId }) => renameKey(context, actor, { keyId, name: 'y' }),
  getKeyUsage: (context, actor, { keyId }) => getKeyUsage(context, actor, { keyId, days: 7 }),
  listKeyRotations: (context, actor, { keyId }) => listKeyRotations(context, actor, { keyId }),
  listKeyEvents: (context, actor, { keyId }) => listKeyEvents(context, actor, { keyId }),
  createPlaygroundKey: (context, actor, { applicationId }) =>
    createPlaygroundKey(context, actor, { applicationId, environment: 'test' }),
  getStart: (context, actor, { tenantId }) => getStart(context, actor, { tenantId }),
  createFirstKey: (context, actor, { tenantId }) =>
    createFirstKey(context, actor, { tenantId, applicationName: 'x', keyName: 'x', environment: 'test' }),
  listPlaygroundApplications: (context, actor, { tenantId }) =>
    listPlaygroundApplications(context, actor, { tenantId }),
  'listKeys of a tenant': (context, actor, { tenantId }) => listKeys(context, actor, { tenantId }),
  'listKeys of an application': (context, actor, { applicationId }) => listKeys(context, actor, { applicationId }),
  getCall: (context, actor, { requestId }) => getCall(context, actor, { requestId }),
  'listCalls of a tenant': (context, actor, { tenantId }) => listCalls(context, actor, { tenantId }),
  'listCalls of an application': (context, actor, { applicationId }) => listCalls(context, actor, { applicationId }),
  'listCalls of a key': (context, actor, { tenantId, keyId }) => listCalls(context, actor, { tenantId, keyId }),
  'exportCalls of a tenant': async (context, actor, { tenantId }) => {
    const pages = await exportCalls(context, actor, { tenantId, from: '2026-11-20', to: '2026-11-21' });
    return { items: (await pages.next()).value, nextCursor: null };
  },
  'exportCalls of an application': (context, actor, { applicationId }) =>
    exportCalls(context, actor, { applicationId, from: '2026-11-20', to: '2026-11-21' }),
  getJob: (context, actor, { jobId }) => getJob(context, actor, { jobId }),
  cancelJob: (context, actor, { jobId }) => cancelJob(context, actor, { jobId }),
  'listJobs of a tenant': (context, actor, { tenantId }) => listJobs(context, actor, { tenantId }),
  'listJobs of an application': (context, actor, { applicationId }) => listJobs(context, actor, { applicationId }),
  getUsage: (context, actor, { tenantId }) => getUsage(context, actor, { tenantId }),
  'getUsage of an application': (context, actor, { tenantId, applicationId }) =>
    getUsage(context, actor, { tenantId, applicationId }),
  getResidency: (context, actor, { tenantId }) => getResidency(context, actor, { tenantId }),
  setResidency: (context, actor, { tenantId }) =>
    setResidency(context, actor, { tenantId, regions: ['eu'], maxRetentionDays: null }),
  setLowBalance: (context, actor, { tenantId }) => setLowBalance(context, actor, { tenantId, lowBalance: '1' }),
  createWebhookEndpoint: (context, actor, { tenantId }) =>
    createWebhookEndpoint(context, actor, { tenantId, url: 'https://x.example', description: '', events: [] }),
  getWebhookEndpoint: (context, actor, { endpointId }) => getWebhookEndpoint(context, actor, { endpointId }),
  updateWebhookEndpoint: (context, actor, { endpointId }) =>
    updateWebhookEndpoint(context, actor, { endpointId, changes: { description: 'x' } }),
  deleteWebhookEndpoint: (context, actor, { endpointId }) => deleteWebhookEndpoint(context, actor, { endpointId }),
  rotateWebhookSecret: (context, actor, { endpointId }) =>
    rotateWebhookSecret(context, actor, { endpointId, overlap: 'now' }),
  sendTestEvent: (context, actor, { endpointId }) => sendTestEvent(context, actor, { endpointId }),
  replayUndelivered: (context, actor, { endpointId }) => replayUndelivered(context, actor, { endpointId }),
  'listWebhookEndpoints of a tenant': (context, actor, { tenantId }) =>
    listWebhookEndpoints(context, actor, { tenantId }),
  'listDeliveries of a tenant': (context, actor, { tenantId }) => listDeliveries(context, actor, { tenantId }),
  'listDeliveries of an endpoint': (context, actor, { endpointId }) => listDeliveries(context, actor, { endpointId }),
  getDelivery: (context, actor, { deliveryId }) => getDelivery(context, actor, { deliveryId }),
  replayDelivery: (context, actor, { deliveryId }) => replayDelivery(context, actor, { deliveryId }),
  getCallbackSecret: (context, actor, { tenantId }) => getCallbackSecret(context, actor, { tenantId }),
  rotateCallbackSecret: (context, actor, { tenantId }) =>
    rotateCallbackSecret(context, actor, { tenantId, overlap: 'now' }),
  'getUsage of a key': (context, actor, { tenantId, keyId }) => getUsage(context, actor, { tenantId, keyId }),
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
  const invited = { tenantId: tenant.id, email: 'guest@example.com', role: 'viewer' } as const;
  const invitation = await inviteMember(context, ADMIN, invited);
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
    jobId: await makeJob(context, owner),
    auditId: await anyEntry(context, owner.tenantId),
    paymentId: await makePayment(context, owner.tenantId),
    userId: await makeOwner(context, owner.tenantId),
    invitationId: invitation.id,
    ...(await makeDelivery(context, tenant.id)),
  };
}

/** A person who owns the tenant beside others, and might be removed. */
async function makeOwner(context: ManagementContext, tenantId: string): Promise<string> {
  const id = newId();
  const memberships = { create: { tenantId, role: 'owner' as const } };
  await context.db.prisma.user.create({ data: { id, email: `${id}@example.com`, memberships } });
  return publicId('user', id);
}

/** What was done in the tenant first. */
async function anyEntry(context: ManagementContext, tenantId: string): Promise<string> {
  const { id } = await context.db.prisma.auditEntry.findFirstOrThrow({ where: { tenantId }, orderBy: { id: 'asc' } });
  return publicId('audit', id);
}

async function makeJob(
  context: ManagementContext,
  owner: { tenantId: string; applicationId: string },
): Promise<string> {
  const id = newId();
  const call = { operation: 'embeddings', model: 'm', body: Buffer.from('{}'), requestId: newId() };
  await context.db.prisma.job.create({ data: { id, ...owner, apiKeyId: newId(), environment: 'live', ...call } });
  return publicId('job', id);
}

/** An endpoint of that tenant (public id), and a delivery to it as the worker makes it. */
async function makeDelivery(
  context: ManagementContext,
  tenant: string,
): Promise<{ endpointId: string; deliveryId: string }> {
  const [url, tenantId, eventId, id] = ['https://x.example', uuid('tenant', tenant), newId(), newId()];
  const endpoint = { tenantId: tenant, url, description: '', events: [] };
  const { id: endpointId } = await createWebhookEndpoint(context, ADMIN, endpoint);
  await context.db.prisma.webhookEvent.create({ data: { id: eventId, tenantId, type: 'key.created', body: '{}' } });
  const row = { id, tenantId, eventId, endpointId: uuid('webhook', endpointId), url };
  await context.db.prisma.webhookDelivery.create({ data: row });
  return { endpointId, deliveryId: publicId('delivery', id) };
}

async function makePayment(context: ManagementContext, tenantId: string): Promise<string> {
  const id = newId();
  await context.db.prisma.payment.create({
    data: { id, tenantId, provider: 'stripe', currency: 'USD', amount: '10' },
  });
  return publicId('payment', id);
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
    jobId: publicId('job', newId()),
    auditId: publicId('audit', newId()),
    paymentId: publicId('payment', newId()),
    userId: publicId('user', newId()),
    invitationId: publicId('invitation', newId()),
    endpointId: publicId('webhook', newId()),
    deliveryId: publicId('delivery', newId()),
  };
}

function codeOf(error: unknown): string {
  return error instanceof ApiError ? error.code : String(error);
}

/** Ids that are none: of another kind, malformed, hostile. */
function malformedIds(text: string): Ids {
  return {
    ...theirs,
    tenantId: text,
    applicationId: text,
    subscriptionId: text,
    keyId: text,
    requestId: text,
    jobId: text,
    auditId: text,
    paymentId: text,
    userId: text,
    invitationId: text,
    endpointId: text,
    deliveryId: text,
  };
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
    const lists =
      /^(list(Applications|Audit|Subscriptions|Keys|Calls|Jobs|Payments|Members|Invitations|WebhookEndpoints|Deliveries)|exportCalls) of a tenant$/;
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
