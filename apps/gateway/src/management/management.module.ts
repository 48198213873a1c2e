import { Module } from '@nestjs/common';
import { AllowListsController } from './allow-lists.controller.js';
import { AccessPoliciesController } from './access-policies.controller.js';
import { ApplicationsController } from './applications.controller.js';
import { ApprovalsController } from './approvals.controller.js';
import { AuditController } from './audit.controller.js';
import { CallExportController } from './call-export.controller.js';
import { CallsController } from './calls.controller.js';
import { CallbackSecretController } from './callback-secret.controller.js';
import { CatalogueController } from './catalogue.controller.js';
import { EncryptionKeysController } from './encryption-keys.controller.js';
import { InstancesController } from './instances.controller.js';
import { InvitationsController } from './invitations.controller.js';
import { JobsController } from './jobs.controller.js';
import { KeyPolicyController } from './key-policy.controller.js';
import { KeysController } from './keys.controller.js';
import { LimitsController } from './limits.controller.js';
import { ManagementKeysController } from './management-keys.controller.js';
import { MarginsController } from './margins.controller.js';
import { MembersController } from './members.controller.js';
import { ModelCatalogueController } from './model-catalogue.controller.js';
import { ModelsController } from './models.controller.js';
import { MoneyController } from './money.controller.js';
import { OAuthClientsController } from './oauth-clients.controller.js';
import { OAuthGrantsController } from './oauth-grants.controller.js';
import { PaymentsController } from './payments.controller.js';
import { PlaygroundController } from './playground.controller.js';
import { NoticesController } from './notices.controller.js';
import { PlansController } from './plans.controller.js';
import { PlatformTenantsController } from './platform-tenants.controller.js';
import { ProductsController } from './products.controller.js';
import { EgressProbe } from './provider-probe.js';
import { ProviderCredentialsController } from './provider-credentials.controller.js';
import { ProvidersController } from './providers.controller.js';
import { QueuesController } from './queues.controller.js';
import { RegistrarGuard } from './registrar.guard.js';
import { RegistrationTokensController } from './registration-tokens.controller.js';
import { ResidencyController } from './residency.controller.js';
import { RolesController } from './roles.controller.js';
import { RouteSimulationsController } from './route-simulations.controller.js';
import { RoutingHealthController } from './routing-health.controller.js';
import { AlertIntake } from './secret-scanning/alert-intake.js';
import { SecretScanningController } from './secret-scanning/secret-scanning.controller.js';
import { SecurityEventsController } from './security-events.controller.js';
import { ShadowComparisonsController } from './shadow-comparisons.controller.js';
import { FactorsController } from './factors.controller.js';
import { SigningSecretsController } from './signing-secrets.controller.js';
import { StartController } from './start.controller.js';
import { SubscriptionsController } from './subscriptions.controller.js';
import { TenantsController } from './tenants.controller.js';
import { TokenIssuersController } from './token-issuers.controller.js';
import { UsageController } from './usage.controller.js';
import { UsersController } from './users.controller.js';
import { VendorsController } from './vendors.controller.js';
import { WebhookDeliveriesController } from './webhook-deliveries.controller.js';
import { WebhookEndpointsController } from './webhook-endpoints.controller.js';

/** The REST resources of the control plane, thin over the use cases of packages/management. */
@Module({
  controllers: [
    TenantsController,
    MembersController,
    InvitationsController,
    RolesController,
    AccessPoliciesController,
    NoticesController,
    MoneyController,
    PaymentsController,
    PlatformTenantsController,
    ApplicationsController,
    ProductsController,
    PlansController,
    ProvidersController,
    ProviderCredentialsController,
    RegistrationTokensController,
    InstancesController,
    VendorsController,
    ModelsController,
    ModelCatalogueController,
    MarginsController,
    SubscriptionsController,
    ApprovalsController,
    CatalogueController,
    KeysController,
    KeyPolicyController,
    AllowListsController,
    SecretScanningController,
    StartController,
    PlaygroundController,
    CallsController,
    CallExportController,
    JobsController,
    UsageController,
    UsersController,
    ManagementKeysController,
    QueuesController,
    AuditController,
    SecurityEventsController,
    WebhookEndpointsController,
    WebhookDeliveriesController,
    CallbackSecretController,
    ResidencyController,
    RouteSimulationsController,
    RoutingHealthController,
    ShadowComparisonsController,
    EncryptionKeysController,
    OAuthClientsController,
    OAuthGrantsController,
    TokenIssuersController,
    LimitsController,
    SigningSecretsController,
    FactorsController,
  ],
  providers: [RegistrarGuard, AlertIntake, { provide: EgressProbe, useFactory: () => new EgressProbe() }],
})
export class ManagementModule {}
