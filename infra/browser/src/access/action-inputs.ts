/**
 * For every action an input that does what it is for, given an organisation; and which permission it takes. An action
 * that is missing here fails the test that walks them.
 */
import type { Permission } from '@turnpike/domain/permissions';
import { NOWHERE, type Organisation } from './people.js';

export interface TenantAction {
  permission: Permission | 'none';
  input: (of: Organisation) => unknown;
  /** The input names a thing of the organisation, which to others does not exist. */
  names: boolean;
  /** What the owner is answered, where it is not `ok`. */
  owner?: string;
}

const named = (permission: TenantAction['permission'], input: TenantAction['input']): TenantAction => ({
  permission,
  input,
  names: true,
});
const unnamed = (
  permission: TenantAction['permission'],
  input: TenantAction['input'],
  owner?: string,
): TenantAction => ({
  permission,
  input,
  names: false,
  ...(owner === undefined ? {} : { owner }),
});

/** Of nobody, for a hundred years. */
const CLIENT_CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBcTCCASOgAwIBAgIUKpY43zGjIODurQYmMNtsgzD+wO8wBQYDK2VwMC0xGTAX
BgNVBAMMEHRpbGwuZXhhbXBsZS5jb20xEDAOBgNVBAoMB0V4YW1wbGUwIBcNMjYx
MTIxMTk0MTU2WhgPMjEyNjEwMjgxOTQxNTZaMC0xGTAXBgNVBAMMEHRpbGwuZXhh
bXBsZS5jb20xEDAOBgNVBAoMB0V4YW1wbGUwKjAFBgMrZXADIQC6aEFE6BluULpQ
tkjELG4/p7Jn7r7wmfJCpRFGyp9GrKNTMFEwHQYDVR0OBBYEFA/Y2mC3VFekPJ43
gGoIG1GAO8xqMB8GA1UdIwQYMBaAFA/Y2mC3VFekPJ43gGoIG1GAO8xqMA8GA1Ud
EwEB/wQFMAMBAf8wBQYDK2VwA0EAf6jsWOTArtC0hIqV7PufF78PFoznxPiecBU/
lm45jdgYcI0FJvOQbDoxYbUU2fjLlnog8BnYF0k6eODAzSNYDg==
-----END CERTIFICATE-----
`;

/** For members, in the organisation whose pages they look at. */
export const TENANT_ACTIONS: Readonly<Record<string, TenantAction>> = {
  createApplicationAction: unnamed('application:write', () => ({ name: 'Another' })),
  updateApplicationAction: named('application:write', ({ applicationId }) => ({ applicationId, name: 'Renamed' })),
  archiveApplicationAction: named('application:write', ({ applicationId }) => ({ applicationId })),
  subscribeAction: named('subscription:request', ({ applicationId }) => ({
    applicationId,
    product: 'prepaid-volume',
    plan: 'volume-25',
  })),
  cancelSubscriptionAction: named('subscription:request', ({ subscriptionId }) => ({ subscriptionId })),
  switchPlanAction: named('subscription:request', ({ subscriptionId }) => ({ subscriptionId, plan: 'team' })),
  withdrawPlanSwitchAction: named('subscription:request', ({ subscriptionId }) => ({ subscriptionId })),
  createKeyAction: named('key:write', ({ applicationId }) => ({ applicationId, name: 'Another' })),
  updateKeyAction: named('key:write', ({ keyId }) => ({ keyId, name: 'Renamed' })),
  readApplicationScopesAction: named('application:read', ({ applicationId }) => ({ applicationId })),
  rotateKeyAction: named('key:write', ({ keyId }) => ({ keyId, overlap: '1h' })),
  disableKeyAction: named('key:write', ({ keyId }) => ({ keyId })),
  enableKeyAction: named('key:write', ({ keyId }) => ({ keyId })),
  revokeKeyAction: named('key:write', ({ keyId }) => ({ keyId })),
  createFirstKeyAction: unnamed('key:write', () => ({})),
  readStartAction: unnamed('none', () => undefined),
  createSigningSecretAction: named('signing-secret:write', ({ applicationId }) => ({ applicationId })),
  updateSigningSecretAction: named('signing-secret:write', ({ signingSecretId }) => ({
    signingSecretId,
    changes: { name: 'Renamed' },
  })),
  changeSigningSecretStatusAction: named('signing-secret:write', ({ signingSecretId }) => ({
    signingSecretId,
    to: 'revoke',
  })),
  setApplicationFactorsAction: named('access:write', ({ applicationId }) => ({
    subject: applicationId,
    auth: { accepts: [['signature']] },
  })),
  registerClientCertificateAction: named('access:write', ({ applicationId }) => ({
    applicationId,
    name: 'Another',
    certificate: CLIENT_CERTIFICATE,
  })),
  removeClientCertificateAction: named('access:write', ({ certificateId }) => ({ certificateId })),
  createPlaygroundKeyAction: named('playground:use', ({ applicationId }) => ({ applicationId })),
  cancelJobAction: named('job:cancel', ({ jobId }) => ({ jobId })),
  // An address by number: a name would be asked of the network.
  createWebhookEndpointAction: unnamed('webhook:write', () => ({
    url: 'https://93.184.215.14/hook',
    // Nothing here tells of that, so nothing is sent.
    events: ['balance.low'],
  })),
  updateWebhookEndpointAction: named('webhook:write', ({ endpointId }) => ({ endpointId, description: 'Other' })),
  enableWebhookEndpointAction: named('webhook:write', ({ endpointId }) => ({ endpointId })),
  disableWebhookEndpointAction: named('webhook:write', ({ endpointId }) => ({ endpointId })),
  rotateWebhookSecretAction: named('webhook:write', ({ endpointId }) => ({ endpointId, overlap: '1h' })),
  deleteWebhookEndpointAction: named('webhook:write', ({ endpointId }) => ({ endpointId })),
  sendTestEventAction: named('webhook:write', ({ endpointId }) => ({ endpointId })),
  replayUndeliveredAction: named('webhook:write', ({ endpointId }) => ({ endpointId })),
  replayDeliveryAction: named('webhook:write', ({ deliveryId }) => ({ deliveryId })),
  rotateCallbackSecretAction: unnamed('webhook:write', () => ({ overlap: 'now' })),
  setLimitsAction: named('limit:write', ({ keyId }) => ({
    keyId,
    limits: [{ kind: 'quota', name: 'daily', limit: 100, period: 'day' }],
  })),
  acknowledgeSecurityEventAction: named('security:write', ({ securityEventId }) => ({ securityEventId })),
  createOAuthClientAction: named('oauth-client:write', ({ applicationId }) => ({
    applicationId,
    name: 'Another',
    grantTypes: ['client_credentials'],
    scopes: ['*'],
  })),
  updateOAuthClientAction: named('oauth-client:write', ({ clientId }) => ({ clientId, description: 'Other' })),
  rotateClientSecretAction: named('oauth-client:write', ({ clientId }) => ({ clientId, overlap: '1h' })),
  disableOAuthClientAction: named('oauth-client:write', ({ clientId }) => ({ clientId })),
  enableOAuthClientAction: named('oauth-client:write', ({ clientId }) => ({ clientId })),
  revokeOAuthClientAction: named('oauth-client:write', ({ clientId }) => ({ clientId })),
  // An address by number: a name would be asked of the network.
  createTokenIssuerAction: unnamed('access:write', ({ applicationId }) => ({
    name: 'Another',
    issuer: 'https://93.184.215.14/other',
    audience: 'us',
    defaultApplicationId: applicationId,
  })),
  updateTokenIssuerAction: named('access:write', ({ issuerId }) => ({ issuerId, name: 'Renamed' })),
  deleteTokenIssuerAction: named('access:write', ({ issuerId }) => ({ issuerId })),
  setLowBalanceAction: unnamed('tenant:update', () => ({ lowBalance: '10' })),
  startTopUpAction: unnamed('payment:create', () => ({ amount: '10', currency: 'USD' })),
  refreshPaymentAction: named('payment:read', ({ paymentId }) => ({ paymentId })),
  inviteMemberAction: unnamed('member:write', () => ({ email: 'new@example.com', role: 'viewer' })),
  resendInvitationAction: named('member:write', ({ invitationId }) => ({ invitationId })),
  revokeInvitationAction: named('member:write', ({ invitationId }) => ({ invitationId })),
  changeMemberRoleAction: named('member:write', ({ people }) => ({ userId: people.viewer.userId, role: 'developer' })),
  removeMemberAction: named('member:write', ({ people }) => ({ userId: people.viewer.userId })),
  countMemberKeysAction: unnamed('key:read', ({ people }) => ({ userId: people.viewer.userId })),
  revokeMemberKeysAction: unnamed('key:write', ({ people }) => ({ userId: people.viewer.userId })),
  setTenantAllowListAction: unnamed('access:write', () => ({ addresses: ['203.0.113.0/24'] })),
  setApplicationAllowListAction: named('access:write', ({ applicationId }) => ({ applicationId, addresses: [] })),
  setKeyPolicyAction: unnamed('access:write', () => ({ maxKeyDays: 90 })),
  createRoleAction: unnamed('role:write', () => ({ name: 'Auditors', permissions: ['audit:read'] })),
  updateRoleAction: named('role:write', ({ roleId }) => ({ roleId, permissions: ['call:read'] })),
  deleteRoleAction: named('role:write', ({ roleId }) => ({ roleId })),
  createAccessPolicyAction: unnamed('access:write', () => ({ name: 'Nowhere', rule: NOWHERE })),
  updateAccessPolicyAction: named('access:write', ({ policyId }) => ({ policyId, description: 'Other' })),
  deleteAccessPolicyAction: named('access:write', ({ policyId }) => ({ policyId })),
  previewAccessPolicyAction: unnamed('access:write', () => ({ rule: NOWHERE })),
  simulateAccessAction: unnamed('access:read', () => ({ realm: 'manage', role: 'viewer', action: 'key:read' })),
  updateTenantAction: unnamed('tenant:update', () => ({ name: 'Renamed' })),
  setResidencyAction: unnamed('tenant:update', () => ({ regions: ['eu'] })),
  // The last owner stays; everybody else may go.
  leaveTenantAction: unnamed('none', () => undefined, 'invalid_state'),
};

/** For anybody who is signed in: what is asked for is their own. */
export const SESSION_ACTIONS: ReadonlySet<string> = new Set([
  'acceptInvitationAction',
  'allowConsentAction',
  'changePasswordAction',
  'chooseModeAction',
  'chooseTenantAction',
  'createOwnTenantAction',
  'denyConsentAction',
  'disconnectAppAction',
  'markNoticesReadAction',
  'requestPasswordAction',
  'revokeOtherSessionsAction',
  'revokeSessionAction',
  'unlinkIdentityAction',
  'updateProfileAction',
]);

/** For anybody at all. */
export const PUBLIC_ACTIONS: ReadonlySet<string> = new Set([
  'acceptAsNewPersonAction',
  'chooseThemeAction',
  'requestResetAction',
  'resendVerificationAction',
  'resetPasswordAction',
  'signInAction',
  'signOutAction',
  'signOutForInvitationAction',
  'signUpAction',
  'verifyEmailAction',
]);

/** For platform admins alone. */
export const ADMIN_ACTIONS: ReadonlySet<string> = new Set([
  'addCredentialAction', 'addModelCostAction', 'addTargetCostAction', 'addTargetAction', 'applyCatalogueAction', 'previewCatalogueAction', 'restoreCatalogueEntryAction',
  'updateCatalogueEntryAction', 'createManagementKeyAction', 'createModelAction', 'createPlanAction',
  'createPlanVersionAction', 'createProductAction', 'createProductVersionAction', 'createProviderAction',
  'createRegistrationTokenAction', 'revokeRegistrationTokenAction', 'createUserAction', 'decideAction', 'deletePlanVersionAction', 'deleteProductAction', 'disableUserAction',
  'enableUserAction', 'grantCreditAction', 'removeCredentialAction', 'resumeTenantAction', 'setTenantResidencyAction', 'setTenantWeightAction', 'setLimitOverrideAction', 'removeLimitOverrideAction', 'updateCredentialAction', 'retryFailedJobsAction', 'revokeManagementKeyAction', 'setPasswordAction',
  'suspendTenantAction', 'testModelAction', 'testProviderAction', 'updateModelAction', 'updatePlanAction',
  'updateProductAction', 'updateProductVersionAction', 'updateProviderAction', 'updateTargetAction',
  'createPlatformPolicyAction', 'updatePlatformPolicyAction', 'deletePlatformPolicyAction', 'simulateRouteAction', 'updateRoutingAction', 'stopProductAction', 'resumeProductAction', 'setProductFactorsAction',
]); // prettier-ignore
