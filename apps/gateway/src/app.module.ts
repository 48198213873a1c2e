import { type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { EnvelopeInterceptor } from './bootstrap/envelope.interceptor.js';
import {
  type ControlPlaneDependencies,
  GATEWAY_SETTINGS,
  LOGGER,
  MANAGEMENT_CONTEXT,
} from './bootstrap/injection-tokens.js';
import { IdentityGuard } from './identity/identity.guard.js';
import { IdentityModule } from './identity/identity.module.js';
import { ProvidersModule } from './identity/providers/providers.module.js';
import { ManagementModule } from './management/management.module.js';
import { OperationsModule } from './operations/operations.module.js';
import { Readiness } from './operations/readiness.js';

/** The control plane. Its dependencies are values made outside, so that one object graph serves both planes. */
@Module({})
export class AppModule {
  static register({ management, settings, logger }: ControlPlaneDependencies, readiness: Readiness): DynamicModule {
    const values = [
      { provide: MANAGEMENT_CONTEXT, useValue: management },
      { provide: GATEWAY_SETTINGS, useValue: settings },
      { provide: LOGGER, useValue: logger },
      { provide: Readiness, useValue: readiness },
    ];
    return {
      module: AppModule,
      global: true,
      imports: [IdentityModule, ProvidersModule, ManagementModule, OperationsModule],
      providers: [
        ...values,
        { provide: APP_GUARD, useClass: IdentityGuard },
        { provide: APP_INTERCEPTOR, useClass: EnvelopeInterceptor },
      ],
      exports: values,
    };
  }
}
