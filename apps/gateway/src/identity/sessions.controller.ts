import { Body, Controller, Delete, Get, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  type SessionView,
  SessionViewSchema,
  type SignInInput,
  SignInSchema,
} from '@turnpike/contracts/management/identity';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '@turnpike/management/actor';
import { listSessions } from '@turnpike/management/identity/list-sessions.use-case';
import { revokeOtherSessions } from '@turnpike/management/identity/revoke-other-sessions.use-case';
import { revokeSession } from '@turnpike/management/identity/revoke-session.use-case';
import { signIn } from '@turnpike/management/identity/sign-in.use-case';
import { signOut } from '@turnpike/management/identity/sign-out.use-case';
import type { ManagementContext } from '@turnpike/management/management-context';
import { Documented } from '../bootstrap/documented.decorator.js';
import { type GatewaySettings, GATEWAY_SETTINGS, MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from './current-actor.decorator.js';
import { refuseForeign } from './origin.js';
import { Public } from './public.decorator.js';
import { answerSession, type SessionAnswer, SessionAnswerSchema, sessionOrigin } from './session-answer.js';
import { expiredSessionCookie, readSessionToken } from './session-cookie.js';

const Sessions = z.array(SessionViewSchema.meta({ id: 'OpenSession' }));
const Revoked = z.object({ revoked: z.number().int() });

/** Signing in and out, and the sessions of whoever asks. */
@ApiTags('Identity')
@Controller('api/v1/sessions')
export class SessionsController {
  readonly #context: ManagementContext;
  readonly #portalUrl: string;

  constructor(
    @Inject(MANAGEMENT_CONTEXT) context: ManagementContext,
    @Inject(GATEWAY_SETTINGS) settings: GatewaySettings,
  ) {
    this.#context = context;
    this.#portalUrl = settings.portalUrl;
  }

  @Post()
  @Public()
  @Documented({
    summary: 'Sign in',
    description:
      'Answers with the session’s cookie, and ends the session whose cookie came with the request. Ten failures in fifteen minutes are met with 429.',
    data: SessionAnswerSchema,
    status: 201,
    open: true,
  })
  async signIn(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body({ schema: SignInSchema }) input: SignInInput,
  ): Promise<SessionAnswer> {
    refuseForeign(request, this.#portalUrl);
    const signedIn = await signIn(this.#context, { ...input, ...sessionOrigin(request, this.#portalUrl) });
    return answerSession(reply, this.#portalUrl, signedIn);
  }

  @Get()
  @Documented({ summary: 'List one’s own sessions', data: Sessions })
  list(@Req() request: FastifyRequest, @CurrentActor() actor: Actor): Promise<SessionView[]> {
    return listSessions(this.#context, actor, { token: readSessionToken(request, this.#portalUrl) });
  }

  @Delete('current')
  @Documented({ summary: 'Sign out' })
  async signOut(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const token = readSessionToken(request, this.#portalUrl);
    if (token === null) throw new ApiError('not_found', { message: 'This credential is no session.' });
    await signOut(this.#context, token, { ip: request.ip, requestId: request.id });
    reply.header('set-cookie', expiredSessionCookie(this.#portalUrl));
  }

  @Post('revoke-others')
  @Documented({ summary: 'End all of one’s other sessions', data: Revoked })
  revokeOthers(@Req() request: FastifyRequest, @CurrentActor() actor: Actor): Promise<{ revoked: number }> {
    return revokeOtherSessions(this.#context, actor, { token: readSessionToken(request, this.#portalUrl) });
  }

  @Delete(':id')
  @Documented({ summary: 'End one of one’s own sessions' })
  revoke(@CurrentActor() actor: Actor, @Param('id') sessionId: string): Promise<void> {
    return revokeSession(this.#context, actor, { sessionId });
  }
}
