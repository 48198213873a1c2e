import { Module } from '@nestjs/common';
import { AccountController } from './account.controller.js';
import { Authenticator } from './authenticator.js';
import { ManagementKeyStrategy } from './management-key.strategy.js';
import { SessionStrategy } from './session.strategy.js';
import { SessionsController } from './sessions.controller.js';
import { SignUpController } from './sign-up.controller.js';

/** Who calls the control plane: the two strategies, signing up, in and out, and one's own account. */
@Module({
  controllers: [SessionsController, SignUpController, AccountController],
  providers: [ManagementKeyStrategy, SessionStrategy, Authenticator],
})
export class IdentityModule {}
