/**
 * For every action an input that does what it is for, given an organisation; and which permission it takes. An action
 * that is missing here fails the test that walks them.
 */
import type { Permission } from '@turnpike/domain/permissions';
import type { Organisation } from './people.js';

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
  renameKeyAction: named('key:write', ({ keyId }) => ({ keyId, name: 'Renamed' })),
  rotateKeyAction: named('key:write', ({ keyId }) => ({ keyId, overlap: '1h' })),
  disableKeyAction: named('key:write', ({ keyId }) => ({ keyId })),
  enableKeyAction: named('key:write', ({ keyId }) => ({ keyId })),
  revokeKeyAction: named('key:write', ({ keyId }) => ({ keyId })),
  createFirstKeyAction: unnamed('key:write', () => ({})),
  readStartAction: unnamed('none', () => undefined),
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
  setLowBalanceAction: unnamed('tenant:update', () => ({ lowBalance: '10' })),
  startTopUpAction: unnamed('payment:create', () => ({ amount: '10', currency: 'USD' })),
  refreshPaymentAction: named('payment:read', ({ paymentId }) => ({ paymentId })),
  inviteMemberAction: unnamed('member:write', () => ({ email: 'new@example.com', role: 'viewer' })),
  resendInvitationAction: named('member:write', ({ invitationId }) => ({ invitationId })),
  revokeInvitationAction: named('member:write', ({ invitationId }) => ({ invitationId })),
  changeMemberRoleAction: named('member:write', ({ people }) => ({ userId: people.viewer.userId, role: 'developer' })),
  removeMemberAction: named('member:write', ({ people }) => ({ userId: people.viewer.userId })),
  updateTenantAction: unnamed('tenant:update', () => ({ name: 'Renamed' })),
  setResidencyAction: unnamed('tenant:update', () => ({ regions: ['eu'] })),
  // The last owner stays; everybody else may go.
  leaveTenantAction: unnamed('none', () => undefined, 'invalid_state'),
};

/** For anybody who is signed in: what is asked for is their own. */
export const SESSION_ACTIONS: ReadonlySet<string> = new Set([
  'acceptInvitationAction',
  'changePasswordAction',
  'chooseModeAction',
  'chooseTenantAction',
  'createOwnTenantAction',
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
  'addCredentialAction', 'addModelCostAction', 'addTargetAction', 'applyCatalogueAction', 'previewCatalogueAction', 'restoreCatalogueEntryAction',
  'updateCatalogueEntryAction', 'createManagementKeyAction', 'createModelAction', 'createPlanAction',
  'createPlanVersionAction', 'createProductAction', 'createProductVersionAction', 'createProviderAction',
  'createUserAction', 'decideAction', 'deletePlanVersionAction', 'deleteProductAction', 'disableUserAction',
  'enableUserAction', 'grantCreditAction', 'removeCredentialAction', 'resumeTenantAction', 'setTenantResidencyAction', 'updateCredentialAction', 'retryFailedJobsAction', 'revokeManagementKeyAction', 'setPasswordAction',
  'suspendTenantAction', 'testModelAction', 'testProviderAction', 'updateModelAction', 'updatePlanAction',
  'updateProductAction', 'updateProductVersionAction', 'updateProviderAction', 'updateTargetAction',
]); // prettier-ignore
