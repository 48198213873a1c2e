import { Body, Controller, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  type EmailRequestInput,
  EmailRequestSchema,
  type ResetPasswordInput,
  ResetPasswordSchema,
  type SignUpInput,
  SignUpSchema,
  VerifyEmailSchema,
} from '@turnpike/contracts/management/identity';
import { requestPasswordReset } from '@turnpike/management/identity/request-password-reset.use-case';
import { resendVerification } from '@turnpike/management/identity/resend-verification.use-case';
import { resetPassword } from '@turnpike/management/identity/reset-password.use-case';
import { signUp } from '@turnpike/management/identity/sign-up.use-case';
import { verifyEmail } from '@turnpike/management/identity/verify-email.use-case';
import type { ManagementContext } from '@turnpike/management/management-context';
import { Documented } from '../bootstrap/documented.decorator.js';
import { type GatewaySettings, GATEWAY_SETTINGS, MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { refuseForeign } from './origin.js';
import { Public } from './public.decorator.js';
import { answerSession, type SessionAnswer, SessionAnswerSchema, sessionOrigin } from './session-answer.js';

const SAYS_NOTHING = 'The answer is the same whether or not somebody has the address.';

/** What nobody is signed in for yet: making an account, and getting back into one. */
@ApiTags('Identity')
@Controller('api/v1')
export class SignUpController {
  readonly #context: ManagementContext;
  readonly #portalUrl: string;

  constructor(
    @Inject(MANAGEMENT_CONTEXT) context: ManagementContext,
    @Inject(GATEWAY_SETTINGS) settings: GatewaySettings,
  ) {
    this.#context = context;
    this.#portalUrl = settings.portalUrl;
  }

  @Post('sign-ups')
  @Public()
  @Documented({ summary: 'Sign up', description: `Sends a link to the address. ${SAYS_NOTHING}`, open: true })
  async signUp(@Req() request: FastifyRequest, @Body({ schema: SignUpSchema }) input: SignUpInput): Promise<void> {
    refuseForeign(request, this.#portalUrl);
    await signUp(this.#context, { ...input, ip: request.ip, requestId: request.id });
  }

  @Post('email-verifications')
  @Public()
  @Documented({ summary: 'Send the link for verifying an address again', description: SAYS_NOTHING, open: true })
  async resend(
    @Req() request: FastifyRequest,
    @Body({ schema: EmailRequestSchema }) { email }: EmailRequestInput,
  ): Promise<void> {
    refuseForeign(request, this.#portalUrl);
    await resendVerification(this.#context, { email, ip: request.ip });
  }

  @Post('email-verifications/confirm')
  @Public()
  @Documented({
    summary: 'Verify an address by the token of its link',
    description: 'Makes the person’s organisation where they have none, and answers with a session’s cookie.',
    data: SessionAnswerSchema,
    status: 201,
    open: true,
  })
  async verify(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body({ schema: VerifyEmailSchema }) { token }: { token: string },
  ): Promise<SessionAnswer> {
    refuseForeign(request, this.#portalUrl);
    const verified = await verifyEmail(this.#context, { token, ...sessionOrigin(request, this.#portalUrl) });
    return answerSession(reply, this.#portalUrl, verified);
  }

  @Post('password-resets')
  @Public()
  @Documented({ summary: 'Send a link for choosing a new password', description: SAYS_NOTHING, open: true })
  async requestReset(
    @Req() request: FastifyRequest,
    @Body({ schema: EmailRequestSchema }) { email }: EmailRequestInput,
  ): Promise<void> {
    refuseForeign(request, this.#portalUrl);
    await requestPasswordReset(this.#context, { email, ip: request.ip, requestId: request.id });
  }

  @Post('password-resets/confirm')
  @Public()
  @Documented({
    summary: 'Choose a new password by the token of its link',
    description: 'Ends every session of the person, and answers with the cookie of a new one.',
    data: SessionAnswerSchema,
    status: 201,
    open: true,
  })
  async reset(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body({ schema: ResetPasswordSchema }) input: ResetPasswordInput,
  ): Promise<SessionAnswer> {
    refuseForeign(request, this.#portalUrl);
    const signedIn = await resetPassword(this.#context, { ...input, ...sessionOrigin(request, this.#portalUrl) });
    return answerSession(reply, this.#portalUrl, signedIn);
  }
}
