import { Module } from '@nestjs/common';
import { ApplicationsController } from './applications.controller.js';
import { ApprovalsController } from './approvals.controller.js';
import { AuditController } from './audit.controller.js';
import { CallExportController } from './call-export.controller.js';
import { CallsController } from './calls.controller.js';
import { CallbackSecretController } from './callback-secret.controller.js';
import { CatalogueController } from './catalogue.controller.js';
import { EncryptionKeysController } from './encryption-keys.controller.js';
import { InvitationsController } from './invitations.controller.js';
import { JobsController } from './jobs.controller.js';
import { KeysController } from './keys.controller.js';
import { ManagementKeysController } from './management-keys.controller.js';
import { MarginsController } from './margins.controller.js';
import { MembersController } from './members.controller.js';
import { ModelCatalogueController } from './model-catalogue.controller.js';
import { ModelsController } from './models.controller.js';
import { MoneyController } from './money.controller.js';
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
import { ResidencyController } from './residency.controller.js';
import { StartController } from './start.controller.js';
import { SubscriptionsController } from './subscriptions.controller.js';
import { TenantsController } from './tenants.controller.js';
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
    NoticesController,
    MoneyController,
    PaymentsController,
    PlatformTenantsController,
    ApplicationsController,
    ProductsController,
    PlansController,
    ProvidersController,
    ProviderCredentialsController,
    VendorsController,
    ModelsController,
    ModelCatalogueController,
    MarginsController,
    SubscriptionsController,
    ApprovalsController,
    CatalogueController,
    KeysController,
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
    WebhookEndpointsController,
    WebhookDeliveriesController,
    CallbackSecretController,
    ResidencyController,
    EncryptionKeysController,
  ],
  providers: [{ provide: EgressProbe, useFactory: () => new EgressProbe() }],
})
export class ManagementModule {}
