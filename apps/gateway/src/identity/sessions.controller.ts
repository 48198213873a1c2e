import { Body, Controller, Delete, Get, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { InstantViewSchema } from '@turnpike/contracts/management/fields';
import { type MeView, MeViewSchema, type SignInInput, SignInSchema } from '@turnpike/contracts/management/identity';
import { type UserView, UserViewSchema } from '@turnpike/contracts/management/identity';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '@turnpike/management/actor';
import { getMe } from '@turnpike/management/identity/get-me.use-case';
import { type SignedIn, signIn } from '@turnpike/management/identity/sign-in.use-case';
import { signOut } from '@turnpike/management/identity/sign-out.use-case';
import type { ManagementContext } from '@turnpike/management/management-context';
import { Documented } from '../bootstrap/documented.decorator.js';
import { type GatewaySettings, GATEWAY_SETTINGS, MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from './current-actor.decorator.js';
import { requestOrigin } from './origin.js';
import { Public } from './public.decorator.js';
import { expiredSessionCookie, readSessionToken, sessionCookie } from './session-cookie.js';
import { SignInLimiter } from './sign-in-limiter.js';

const Me = MeViewSchema.meta({ id: 'Me' });
const Session = z.object({ user: UserViewSchema, expiresAt: InstantViewSchema }).meta({ id: 'Session' });

/** Signing in and out, and who one is. The session's secret travels in the cookie only, never in a body. */
@ApiTags('Identity')
@Controller('api/v1')
export class SessionsController {
  readonly #context: ManagementContext;
  readonly #portalUrl: string;
  readonly #limiter: SignInLimiter;

  constructor(
    @Inject(MANAGEMENT_CONTEXT) context: ManagementContext,
    @Inject(GATEWAY_SETTINGS) settings: GatewaySettings,
    @Inject(SignInLimiter) limiter: SignInLimiter,
  ) {
    this.#context = context;
    this.#portalUrl = settings.portalUrl;
    this.#limiter = limiter;
  }

  @Post('sessions')
  @Public()
  @Documented({
    summary: 'Sign in',
    description: 'Answers with the session’s cookie. Ten failures in fifteen minutes are met with 429.',
    data: Session,
    status: 201,
    open: true,
  })
  async signIn(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body({ schema: SignInSchema }) input: SignInInput,
  ): Promise<{ user: UserView; expiresAt: string }> {
    // A foreign page must not sign a visitor in as somebody else. Scripts send no Origin.
    if (requestOrigin(request, this.#portalUrl) === 'foreign') throw new ApiError('forbidden');
    const { token, expiresAt, user } = await this.#attempt(request, input);
    reply.header('set-cookie', sessionCookie(this.#portalUrl, token, expiresAt));
    return { user, expiresAt: expiresAt.toISOString() };
  }

  @Delete('sessions/current')
  @Documented({ summary: 'Sign out' })
  async signOut(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const token = readSessionToken(request, this.#portalUrl);
    if (token === null) throw new ApiError('not_found', { message: 'This credential is no session.' });
    await signOut(this.#context, token);
    reply.header('set-cookie', expiredSessionCookie(this.#portalUrl));
  }

  @Get('me')
  @Documented({ summary: 'Show who the credential belongs to', data: Me })
  me(@CurrentActor() actor: Actor): Promise<MeView> {
    return getMe(this.#context, actor);
  }

  async #attempt(request: FastifyRequest, input: SignInInput): Promise<SignedIn> {
    const retryAfterSeconds = this.#limiter.retryAfterSeconds(request.ip, input.email);
    if (retryAfterSeconds > 0) throw new ApiError('too_many_attempts', { retryAfterSeconds });
    this.#limiter.begin(request.ip, input.email);
    const userAgent = request.headers['user-agent'] ?? null;
    const signedIn = await signIn(this.#context, { ...input, ip: request.ip, userAgent, requestId: request.id });
    this.#limiter.succeed(request.ip, input.email);
    return signedIn;
  }
}
