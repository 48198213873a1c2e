/** Another tenant's things do not exist: every use case that takes an id, asked by someone it is not for. */
import { CreateSigningSecretSchema } from '@turnpike/contracts/management/signing';
import type { CreateAccessPolicyInput } from '@turnpike/contracts/management/access-policies';
import { CreateOAuthClientSchema, CreateTokenIssuerSchema } from '@turnpike/contracts/management/oauth';
import { newId, publicId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '../actor.js';
import { getAllowLists } from '../allow-lists/get-allow-lists.use-case.js';
import { setApplicationAllowList } from '../allow-lists/set-application-allow-list.use-case.js';
import { setTenantAllowList } from '../allow-lists/set-tenant-allow-list.use-case.js';
import { archiveApplication } from '../applications/archive-application.use-case.js';
import { createApplication } from '../applications/create-application.use-case.js';
import { getApplication } from '../applications/get-application.use-case.js';
import { listApplications } from '../applications/list-applications.use-case.js';
import { updateApplication } from '../applications/update-application.use-case.js';
import { getAuditEntry } from '../audit/get-audit-entry.use-case.js';
import { listAudit } from '../audit/list-audit.use-case.js';
import { getApplicationFactors } from '../factors/get-application-factors.use-case.js';
import { listClientCertificates } from '../factors/list-client-certificates.use-case.js';
import { removeClientCertificate } from '../factors/remove-client-certificate.use-case.js';
import { setApplicationFactors } from '../factors/set-application-factors.use-case.js';
import { changeSigningSecretStatus } from '../signing-secrets/change-signing-secret-status.use-case.js';
import { createSigningSecret } from '../signing-secrets/create-signing-secret.use-case.js';
import { getSigningSecret } from '../signing-secrets/get-signing-secret.use-case.js';
import { listSigningSecrets } from '../signing-secrets/list-signing-secrets.use-case.js';
import { updateSigningSecret } from '../signing-secrets/update-signing-secret.use-case.js';
import { exportCalls } from '../calls/export-calls.use-case.js';
import { getCall } from '../calls/get-call.use-case.js';
import { listCalls } from '../calls/list-calls.use-case.js';
import { cancelJob } from '../jobs/cancel-job.use-case.js';
import { getJob } from '../jobs/get-job.use-case.js';
import { listJobs } from '../jobs/list-jobs.use-case.js';
import { countMemberKeys } from '../keys/count-member-keys.use-case.js';
import { createKey } from '../keys/create-key.use-case.js';
import { createPlaygroundKey } from '../keys/create-playground-key.use-case.js';
import { disableKey } from '../keys/disable-key.use-case.js';
import { enableKey } from '../keys/enable-key.use-case.js';
import { getKey } from '../keys/get-key.use-case.js';
import { getKeyPolicy } from '../keys/get-key-policy.use-case.js';
import { getKeyUsage } from '../keys/get-key-usage.use-case.js';
import { listApplicationScopes } from '../keys/list-application-scopes.use-case.js';
import { listKeyEvents } from '../keys/list-key-events.use-case.js';
import { listKeyRotations } from '../keys/list-key-rotations.use-case.js';
import { listKeys } from '../keys/list-keys.use-case.js';
import { revokeMemberKeys } from '../keys/revoke-member-keys.use-case.js';
import { revokeKey } from '../keys/revoke-key.use-case.js';
import { rotateKey } from '../keys/rotate-key.use-case.js';
import { setKeyPolicy } from '../keys/set-key-policy.use-case.js';
import { updateKey } from '../keys/update-key.use-case.js';
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
import { createOAuthClient } from '../oauth/create-oauth-client.use-case.js';
import { createTokenIssuer } from '../oauth/create-token-issuer.use-case.js';
import { deleteTokenIssuer } from '../oauth/delete-token-issuer.use-case.js';
import { disableOAuthClient } from '../oauth/disable-oauth-client.use-case.js';
import { enableOAuthClient } from '../oauth/enable-oauth-client.use-case.js';
import { getOAuthClient } from '../oauth/get-oauth-client.use-case.js';
import { listOAuthClients } from '../oauth/list-oauth-clients.use-case.js';
import { listOAuthGrants } from '../oauth/list-oauth-grants.use-case.js';
import { listTokenIssuers } from '../oauth/list-token-issuers.use-case.js';
import { revokeOAuthClient } from '../oauth/revoke-oauth-client.use-case.js';
import { revokeOAuthGrant } from '../oauth/revoke-oauth-grant.use-case.js';
import { rotateClientSecret } from '../oauth/rotate-client-secret.use-case.js';
import { updateOAuthClient } from '../oauth/update-oauth-client.use-case.js';
import { updateTokenIssuer } from '../oauth/update-token-issuer.use-case.js';
import { getBalance } from '../money/get-balance.use-case.js';
import { grantCredit } from '../money/grant-credit.use-case.js';
import { listBalanceEntries } from '../money/list-balance-entries.use-case.js';
import { listLedger } from '../money/list-ledger.use-case.js';
import { acknowledgeSecurityEvent } from '../security/acknowledge-security-event.use-case.js';
import { getSecurityEvent } from '../security/get-security-event.use-case.js';
import { listSecurityEvents } from '../security/list-security-events.use-case.js';
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
import { getLimitOverride } from '../limits/get-limit-override.use-case.js';
import { getLimits } from '../limits/get-limits.use-case.js';
import { getTenantWeight } from '../limits/get-tenant-weight.use-case.js';
import { listLimitOverrides } from '../limits/list-limit-overrides.use-case.js';
import { listLimitStates } from '../limits/list-limit-states.use-case.js';
import { removeLimitOverride } from '../limits/remove-limit-override.use-case.js';
import { setLimitOverride } from '../limits/set-limit-override.use-case.js';
import { setLimits } from '../limits/set-limits.use-case.js';
import { setTenantWeight } from '../limits/set-tenant-weight.use-case.js';
import { getResidency } from '../tenants/get-residency.use-case.js';
import { setResidency } from '../tenants/set-residency.use-case.js';
import { setLowBalance } from '../tenants/set-low-balance.use-case.js';
import { updateTenant } from '../tenants/update-tenant.use-case.js';
import { createRole } from '../roles/create-role.use-case.js';
import { deleteRole } from '../roles/delete-role.use-case.js';
import { getRole } from '../roles/get-role.use-case.js';
import { listRoles } from '../roles/list-roles.use-case.js';
import { updateRole } from '../roles/update-role.use-case.js';
import { createAccessPolicy } from '../access-policies/create-access-policy.use-case.js';
import { deleteAccessPolicy } from '../access-policies/delete-access-policy.use-case.js';
import { getAccessPolicy } from '../access-policies/get-access-policy.use-case.js';
import { listAccessPolicies } from '../access-policies/list-access-policies.use-case.js';
import { previewAccessPolicy } from '../access-policies/preview-access-policy.use-case.js';
import { simulateAccess } from '../access-policies/simulate-access.use-case.js';
import { updateAccessPolicy } from '../access-policies/update-access-policy.use-case.js';
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
  oauthClientId: string;
  grantId: string;
  issuerId: string;
  roleId: string;
  policyId: string;
  signingSecretId: string;
  certificateId: string;
  securityEventId: string;
  product: string;
  plan: string;
}

type UseCase = (context: ManagementContext, actor: Actor, ids: Ids) => Promise<unknown>;

const reason = 'test';
const OAUTH_CLIENT = { name: 'x', grantTypes: ['client_credentials' as const], scopes: ['*'] };
const issuerInput = (tenantId: string, applicationId: string) =>
  CreateTokenIssuerSchema.parse({
    tenantId,
    name: 'x',
    issuer: 'https://id.example',
    audience: 'x',
    defaultApplicationId: applicationId,
  });
const POLICY: CreateAccessPolicyInput = {
  name: 'x',
  description: '',
  rule: { realm: 'call', effect: 'deny', conditions: [] },
  enabled: false,
};
const SIMULATED = { realm: 'manage', role: 'viewer', action: 'key:read' } as const;
const USE_CASES: Record<string, UseCase> = {
  createSigningSecret: (context, actor, { applicationId }) =>
    createSigningSecret(context, actor, { ...CreateSigningSecretSchema.parse({ applicationId }) }),
  getSigningSecret: (context, actor, { signingSecretId }) => getSigningSecret(context, actor, { signingSecretId }),
  updateSigningSecret: (context, actor, { signingSecretId }) =>
    updateSigningSecret(context, actor, { signingSecretId, changes: { name: 'x' } }),
  changeSigningSecretStatus: (context, actor, { signingSecretId }) =>
    changeSigningSecretStatus(context, actor, { signingSecretId, to: 'revoke', reason }),
  'listSigningSecrets of an application': (context, actor, { applicationId }) =>
    listSigningSecrets(context, actor, { applicationId }),
  'listSigningSecrets of a tenant': (context, actor, { tenantId }) => listSigningSecrets(context, actor, { tenantId }),
  getApplicationFactors: (context, actor, { applicationId }) =>
    getApplicationFactors(context, actor, { applicationId }),
  setApplicationFactors: (context, actor, { applicationId }) =>
    setApplicationFactors(context, actor, { applicationId, auth: null }),
  listClientCertificates: (context, actor, { applicationId }) =>
    listClientCertificates(context, actor, { applicationId }),
  removeClientCertificate: (context, actor, { certificateId }) =>
    removeClientCertificate(context, actor, { certificateId }),
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
  listRoles: (context, actor, { tenantId }) => listRoles(context, actor, { tenantId }),
  createRole: (context, actor, { tenantId }) =>
    createRole(context, actor, { tenantId, name: 'x', description: '', permissions: [] }),
  getRole: (context, actor, { roleId }) => getRole(context, actor, { roleId }),
  updateRole: (context, actor, { roleId }) => updateRole(context, actor, { roleId, changes: { permissions: [] } }),
  deleteRole: (context, actor, { roleId }) => deleteRole(context, actor, { roleId }),
  'listAccessPolicies of a tenant': (context, actor, { tenantId }) => listAccessPolicies(context, actor, { tenantId }),
  createAccessPolicy: (context, actor, { tenantId }) => createAccessPolicy(context, actor, { tenantId, ...POLICY }),
  getAccessPolicy: (context, actor, { policyId }) => getAccessPolicy(context, actor, { policyId }),
  updateAccessPolicy: (context, actor, { policyId }) =>
    updateAccessPolicy(context, actor, { policyId, changes: { enabled: false } }),
  deleteAccessPolicy: (context, actor, { policyId }) => deleteAccessPolicy(context, actor, { policyId }),
  previewAccessPolicy: (context, actor, { tenantId }) =>
    previewAccessPolicy(context, actor, { tenantId, rule: POLICY.rule, enabled: true }),
  simulateAccess: (context, actor, { tenantId }) => simulateAccess(context, actor, { tenantId, ...SIMULATED }),
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
  updateKey: (context, actor, { keyId }) => updateKey(context, actor, { keyId, name: 'y' }),
  listApplicationScopes: (context, actor, { applicationId }) =>
    listApplicationScopes(context, actor, { applicationId }),
  getKeyPolicy: (context, actor, { tenantId }) => getKeyPolicy(context, actor, { tenantId }),
  setKeyPolicy: (context, actor, { tenantId }) => setKeyPolicy(context, actor, { tenantId, maxKeyDays: 90 }),
  countMemberKeys: (context, actor, { tenantId, userId }) => countMemberKeys(context, actor, { tenantId, userId }),
  revokeMemberKeys: (context, actor, { tenantId, userId }) =>
    revokeMemberKeys(context, actor, { tenantId, userId, reason }),
  getAllowLists: (context, actor, { tenantId }) => getAllowLists(context, actor, { tenantId }),
  setTenantAllowList: (context, actor, { tenantId }) => setTenantAllowList(context, actor, { tenantId, addresses: [] }),
  setApplicationAllowList: (context, actor, { applicationId }) =>
    setApplicationAllowList(context, actor, { applicationId, addresses: [] }),
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
  'listSecurityEvents of a tenant': (context, actor, { tenantId }) => listSecurityEvents(context, actor, { tenantId }),
  getSecurityEvent: (context, actor, { securityEventId }) => getSecurityEvent(context, actor, { securityEventId }),
  acknowledgeSecurityEvent: (context, actor, { securityEventId }) =>
    acknowledgeSecurityEvent(context, actor, { securityEventId, acknowledged: true }),
  getDelivery: (context, actor, { deliveryId }) => getDelivery(context, actor, { deliveryId }),
  replayDelivery: (context, actor, { deliveryId }) => replayDelivery(context, actor, { deliveryId }),
  getCallbackSecret: (context, actor, { tenantId }) => getCallbackSecret(context, actor, { tenantId }),
  rotateCallbackSecret: (context, actor, { tenantId }) =>
    rotateCallbackSecret(context, actor, { tenantId, overlap: 'now' }),
  'getLimits of a tenant': (context, actor, { tenantId }) => getLimits(context, actor, { owner: { tenantId } }),
  'getLimits of an application': (context, actor, { applicationId }) =>
    getLimits(context, actor, { owner: { applicationId } }),
  'getLimits of a key': (context, actor, { keyId }) => getLimits(context, actor, { owner: { keyId } }),
  'setLimits of a tenant': (context, actor, { tenantId }) =>
    setLimits(context, actor, { owner: { tenantId }, limits: [] }),
  'setLimits of an application': (context, actor, { applicationId }) =>
    setLimits(context, actor, { owner: { applicationId }, limits: [] }),
  'setLimits of a key': (context, actor, { keyId }) => setLimits(context, actor, { owner: { keyId }, limits: [] }),
  getLimitOverride: (context, actor, { subscriptionId }) => getLimitOverride(context, actor, { subscriptionId }),
  setLimitOverride: (context, actor, { subscriptionId }) =>
    setLimitOverride(context, actor, { subscriptionId, limits: [], reason }),
  removeLimitOverride: (context, actor, { subscriptionId }) => removeLimitOverride(context, actor, { subscriptionId }),
  'listLimitOverrides of a tenant': (context, actor, { tenantId }) => listLimitOverrides(context, actor, { tenantId }),
  'listLimitOverrides of an application': (context, actor, { applicationId }) =>
    listLimitOverrides(context, actor, { applicationId }),
  listLimitStates: (context, actor, { applicationId }) => listLimitStates(context, actor, { applicationId }),
  getTenantWeight: (context, actor, { tenantId }) => getTenantWeight(context, actor, { tenantId }),
  setTenantWeight: (context, actor, { tenantId }) => setTenantWeight(context, actor, { tenantId, weight: 2 }),
  createOAuthClient: (context, actor, { applicationId }) =>
    createOAuthClient(context, actor, CreateOAuthClientSchema.parse({ ...OAUTH_CLIENT, applicationId })),
  getOAuthClient: (context, actor, { oauthClientId: clientId }) => getOAuthClient(context, actor, { clientId }),
  updateOAuthClient: (context, actor, { oauthClientId: clientId }) =>
    updateOAuthClient(context, actor, { clientId, changes: { name: 'y' } }),
  rotateClientSecret: (context, actor, { oauthClientId: clientId }) =>
    rotateClientSecret(context, actor, { clientId, overlap: 'now' }),
  disableOAuthClient: (context, actor, { oauthClientId: clientId }) =>
    disableOAuthClient(context, actor, { clientId, reason }),
  enableOAuthClient: (context, actor, { oauthClientId: clientId }) =>
    enableOAuthClient(context, actor, { clientId, reason }),
  revokeOAuthClient: (context, actor, { oauthClientId: clientId }) =>
    revokeOAuthClient(context, actor, { clientId, reason }),
  'listOAuthClients of a tenant': (context, actor, { tenantId }) => listOAuthClients(context, actor, { tenantId }),
  'listOAuthClients of an application': (context, actor, { applicationId }) =>
    listOAuthClients(context, actor, { applicationId }),
  'listOAuthGrants of a tenant': (context, actor, { tenantId }) => listOAuthGrants(context, actor, { tenantId }),
  revokeOAuthGrant: (context, actor, { grantId }) => revokeOAuthGrant(context, actor, { grantId }),
  createTokenIssuer: (context, actor, { tenantId, applicationId }) =>
    createTokenIssuer(context, actor, issuerInput(tenantId, applicationId)),
  updateTokenIssuer: (context, actor, { issuerId }) =>
    updateTokenIssuer(context, actor, { issuerId, changes: { name: 'y' } }),
  deleteTokenIssuer: (context, actor, { issuerId }) => deleteTokenIssuer(context, actor, { issuerId }),
  'listTokenIssuers of a tenant': (context, actor, { tenantId }) => listTokenIssuers(context, actor, { tenantId }),
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
  await setLimitOverride(context, ADMIN, { subscriptionId: subscription.id, limits: [], reason });
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
    ...(await makeAccess(context, tenant.id)),
    ...(await makeFactors(context, owner)),
    ...(await makeOAuth(context, tenant.id, application.id)),
    securityEventId: await makeSecurityEvent(context, owner.tenantId),
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

/** An event as the worker writes it; the tenant's id is bare. */
async function makeSecurityEvent(context: ManagementContext, tenantId: string): Promise<string> {
  const id = newId();
  await context.db.prisma.securityEvent.create({ data: { id, tenantId, kind: 'unusual_rate', evidence: {} } });
  return publicId('securityEvent', id);
}

async function makeAccess(context: ManagementContext, tenantId: string) {
  const role = { tenantId, name: 'Auditors', description: '', permissions: [] };
  const { id: roleId } = await createRole(context, ADMIN, role);
  const { id: policyId } = await createAccessPolicy(context, ADMIN, { tenantId, ...POLICY });
  return { roleId, policyId };
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

/** A signing secret and a client certificate of that application. */
async function makeFactors(context: ManagementContext, owner: { tenantId: string; applicationId: string }) {
  const [secret, certificate] = [newId(), newId()];
  const facts = { name: 'x', environment: 'live', algorithm: 'ed25519' } as const;
  await context.db.prisma.signingSecret.create({ data: { id: secret, ...owner, ...facts } });
  const shown = { name: 'x', fingerprint: newId(), subject: 'CN=x', notAfter: new Date() };
  await context.db.prisma.clientCertificate.create({ data: { id: certificate, ...owner, ...shown } });
  const signingSecretId = publicId('signingSecret', secret);
  return { signingSecretId, certificateId: publicId('clientCertificate', certificate) };
}

/** A client, what a person of nobody's allowed it there, and an issuer that the tenant trusts. */
async function makeOAuth(context: ManagementContext, tenant: string, application: string) {
  const input = CreateOAuthClientSchema.parse({ ...OAUTH_CLIENT, applicationId: application });
  const client = await createOAuthClient(context, ADMIN, input);
  const { id: issuerId } = await createTokenIssuer(context, ADMIN, issuerInput(tenant, application));
  const [id, clientId] = [newId(), uuid('oauthClient', client.id)];
  const [tenantId, applicationId] = [uuid('tenant', tenant), uuid('application', application)];
  await context.db.prisma.oAuthGrant.create({
    data: { id, clientId, userId: newId(), tenantId, applicationId, scopes: [] },
  });
  return { oauthClientId: client.id, grantId: publicId('oauthGrant', id), issuerId };
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
    roleId: publicId('role', newId()),
    policyId: publicId('accessPolicy', newId()),
    signingSecretId: publicId('signingSecret', newId()),
    certificateId: publicId('clientCertificate', newId()),
    securityEventId: publicId('securityEvent', newId()),
    oauthClientId: publicId('oauthClient', newId()),
    grantId: publicId('oauthGrant', newId()),
    issuerId: publicId('tokenIssuer', newId()),
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
    roleId: text,
    policyId: text,
    signingSecretId: text,
    certificateId: text,
    securityEventId: text,
    oauthClientId: text,
    grantId: text,
    issuerId: text,
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
      /^(list(Applications|Audit|Subscriptions|Keys|Calls|Jobs|Payments|Members|Invitations|WebhookEndpoints|Deliveries|LimitOverrides|SigningSecrets|SecurityEvents|OAuthClients|OAuthGrants|TokenIssuers)|exportCalls) of a tenant$/;
    const work = useCase(fixture.context, ADMIN, unknownIds());
    if (lists.test(name)) expect(await work).toEqual({ items: [], nextCursor: null });
    else await expectRefusal(work, 'not_found');
  });
});

test('lists without a tenant show a stranger nothing of another’s', async () => {
  const { context } = fixture;
  for (const list of [listApplications, listSubscriptions, listKeys, listCalls, listLimitOverrides]) {
    const page = await list(context, stranger, {});
    expect(JSON.stringify(page)).not.toContain(theirs.tenantId);
  }
  expect((await listApplications(context, ADMIN, {})).items.map(({ id }) => id)).toContain(theirs.applicationId);
});
