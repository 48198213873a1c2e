import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  type IdentityProviderView,
  IdentityProviderViewSchema,
  type ProviderFailure,
} from '@turnpike/contracts/management/identity-providers';
import { localPath } from '@turnpike/domain/local-path';
import { ApiError } from '@turnpike/errors/api-error';
import { claimSignInState } from '@turnpike/management/identity/claim-sign-in-state.use-case';
import { signInWithProvider } from '@turnpike/management/identity/sign-in-with-provider.use-case';
import type { ManagementContext } from '@turnpike/management/management-context';
import type { Logger } from '@turnpike/telemetry/logger';
import { Documented, errorContent } from '../../bootstrap/documented.decorator.js';
import {
  type GatewaySettings,
  GATEWAY_SETTINGS,
  LOGGER,
  MANAGEMENT_CONTEXT,
} from '../../bootstrap/injection-tokens.js';
import { Public } from '../public.decorator.js';
import { readSessionToken, sessionCookie } from '../session-cookie.js';
import { ProviderSignIn } from './provider-sign-in.js';
import { attemptCookie, beginAttempt, endedAttemptCookie, readAttempt, type SignInAttempt } from './sign-in-attempt.js';

const Provider = IdentityProviderViewSchema.meta({ id: 'IdentityProvider' });
const BeginSchema = z.object({ next: z.string().max(2000).optional() });

/** Where a person lands who asked for nothing else. */
const HOME = '/app/start';
const INVITATION = /^\/invite\//;

/** Signing in by an identity provider: two navigations of the browser, which always end on a page of the portal. */
@ApiTags('Identity')
@Controller('api/v1/sign-in')
export class ProviderSignInController {
  readonly #context: ManagementContext;
  readonly #portalUrl: string;
  readonly #logger: Logger;
  readonly #signIn: ProviderSignIn;

  constructor(
    @Inject(MANAGEMENT_CONTEXT) context: ManagementContext,
    @Inject(GATEWAY_SETTINGS) settings: GatewaySettings,
    @Inject(LOGGER) logger: Logger,
    @Inject(ProviderSignIn) signIn: ProviderSignIn,
  ) {
    this.#context = context;
    this.#portalUrl = settings.portalUrl;
    this.#logger = logger;
    this.#signIn = signIn;
  }

  @Get('providers')
  @Public()
  @Documented({ summary: 'List the identity providers that are switched on', data: z.array(Provider), open: true })
  list(): IdentityProviderView[] {
    return [...this.#signIn.providers];
  }

  @Get(':provider')
  @Public()
  @ApiOperation({
    summary: 'Sign in by an identity provider',
    description: 'For browsers: leads to the provider, which leads back. `next` is the path of the portal to end at.',
    security: [],
  })
  @ApiParam({ name: 'provider', schema: { type: 'string' } })
  @ApiResponse({ status: 303, description: 'To the provider' })
  @ApiResponse({ status: 'default', description: 'An error of the catalogue', content: errorContent() })
  async begin(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query({ schema: BeginSchema }) query: z.output<typeof BeginSchema>,
  ): Promise<void> {
    const provider = this.#signIn.find((request.params as { provider: string }).provider);
    if (provider === null) throw new ApiError('not_found');
    const attempt = beginAttempt(provider, localPath(query.next ?? '') ?? HOME, this.#context.now().getTime());
    try {
      const url = await this.#signIn.begin(request, attempt);
      reply.header('set-cookie', attemptCookie(attempt, this.#cookie));
      await reply.redirect(url, 303);
    } catch (error) {
      this.#report(request, provider, error);
      await this.#fail(reply, 'provider_failed', attempt.next);
    }
  }

  @Get(':provider/callback')
  @Public()
  @ApiOperation({
    summary: 'Come back from an identity provider',
    description: 'Registered there as the redirect URI. Sets the session’s cookie and leads on into the portal.',
    security: [],
  })
  @ApiResponse({ status: 303, description: 'To the portal' })
  @ApiResponse({ status: 'default', description: 'An error of the catalogue', content: errorContent() })
  async finish(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('provider') name: string,
  ): Promise<void> {
    if (this.#signIn.find(name) === null) throw new ApiError('not_found');
    reply.header('set-cookie', endedAttemptCookie(this.#portalUrl));
    const attempt = await this.#claimAttempt(request, name);
    if (attempt === null) return this.#fail(reply, 'sign_in_expired', null);
    const reason = await this.#finish(request, reply, attempt);
    if (reason !== null) return this.#fail(reply, reason, attempt.next);
    await reply.redirect(this.#portalUrl + attempt.next, 303);
  }

  get #cookie() {
    return { portalUrl: this.#portalUrl, secret: this.#context.keyPepper };
  }

  /** The attempt this answer belongs to, once: it must be this browser's, of this provider, fresh, and unused. */
  async #claimAttempt(request: FastifyRequest, provider: string): Promise<SignInAttempt | null> {
    const attempt = readAttempt(request.headers.cookie, { ...this.#cookie, nowMs: this.#context.now().getTime() });
    const { state } = request.query as { state?: unknown };
    if (attempt === null || attempt.provider !== provider || attempt.state !== state) return null;
    const claim = { state: attempt.state, begunAt: new Date(attempt.begunAt) };
    return (await claimSignInState(this.#context, claim)) ? attempt : null;
  }

  async #finish(request: FastifyRequest, reply: FastifyReply, attempt: SignInAttempt): Promise<ProviderFailure | null> {
    const outcome = await this.#signIn.finish(request, attempt).catch((error: unknown) => {
      this.#report(request, attempt.provider, error);
      return { reason: 'provider_failed' } as const;
    });
    if ('reason' in outcome) return outcome.reason;
    const result = await signInWithProvider(this.#context, {
      ...outcome.profile,
      ownTenant: !INVITATION.test(attempt.next),
      ip: request.ip,
      userAgent: request.headers['user-agent'] ?? null,
      requestId: request.id,
      previousToken: readSessionToken(request, this.#portalUrl),
    });
    if (!result.ok) return result.reason;
    const session = sessionCookie(this.#portalUrl, result.token, result.expiresAt);
    reply.header('set-cookie', session);
    return null;
  }

  async #fail(reply: FastifyReply, failure: ProviderFailure, next: string | null): Promise<void> {
    const query = new URLSearchParams({ failure, ...(next === null || next === HOME ? {} : { next }) });
    await reply.redirect(`${this.#portalUrl}/sign-in?${query}`, 303);
  }

  /** What went wrong by its class and code: messages may quote what a provider sent. */
  #report(request: FastifyRequest, provider: string, error: unknown): void {
    const { name = 'Error', code, error: answered } = (error ?? {}) as { name?: string; code?: string; error?: string };
    this.#logger.warn({ provider, error: name, code, answered, requestId: request.id }, 'an identity provider failed');
  }
}
