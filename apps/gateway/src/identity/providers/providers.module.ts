import { Module } from '@nestjs/common';
import { IdentitiesController } from './identities.controller.js';
import { ProviderSignInController } from './provider-sign-in.controller.js';
import { ProviderSignIn } from './provider-sign-in.js';

/** Signing in by identity providers. */
@Module({ controllers: [ProviderSignInController, IdentitiesController], providers: [ProviderSignIn] })
export class ProvidersModule {}
