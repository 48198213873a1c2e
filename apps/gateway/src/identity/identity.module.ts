import { Module } from '@nestjs/common';
import { Authenticator } from './authenticator.js';
import { ManagementKeyStrategy } from './management-key.strategy.js';
import { SessionStrategy } from './session.strategy.js';
import { SessionsController } from './sessions.controller.js';
import { SignInLimiter } from './sign-in-limiter.js';

/** Who calls the control plane: the two strategies, and signing in and out. */
@Module({
  controllers: [SessionsController],
  providers: [
    ManagementKeyStrategy,
    SessionStrategy,
    Authenticator,
    { provide: SignInLimiter, useFactory: () => new SignInLimiter() },
  ],
})
export class IdentityModule {}
