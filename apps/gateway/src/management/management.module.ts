import { Module } from '@nestjs/common';
import { ApplicationsController } from './applications.controller.js';
import { ApprovalsController } from './approvals.controller.js';
import { AuditController } from './audit.controller.js';
import { CallsController } from './calls.controller.js';
import { CatalogueController } from './catalogue.controller.js';
import { KeysController } from './keys.controller.js';
import { ManagementKeysController } from './management-keys.controller.js';
import { ModelsController } from './models.controller.js';
import { MoneyController } from './money.controller.js';
import { PlansController } from './plans.controller.js';
import { ProductsController } from './products.controller.js';
import { ProvidersController } from './providers.controller.js';
import { SubscriptionsController } from './subscriptions.controller.js';
import { TenantsController } from './tenants.controller.js';
import { UsersController } from './users.controller.js';

/** The REST resources of the control plane, thin over the use cases of packages/management. */
@Module({
  controllers: [
    TenantsController,
    MoneyController,
    ApplicationsController,
    ProductsController,
    PlansController,
    ProvidersController,
    ModelsController,
    SubscriptionsController,
    ApprovalsController,
    CatalogueController,
    KeysController,
    CallsController,
    UsersController,
    ManagementKeysController,
    AuditController,
  ],
})
export class ManagementModule {}
