import { Body, Controller, Get, Inject, Patch, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import {
  type ChangePasswordInput,
  ChangePasswordSchema,
  type MeView,
  MeViewSchema,
  type UpdateProfileInput,
  UpdateProfileSchema,
  type UserView,
  UserViewSchema,
} from '@turnpike/contracts/management/identity';
import type { Actor } from '@turnpike/management/actor';
import { changePassword } from '@turnpike/management/identity/change-password.use-case';
import { getMe } from '@turnpike/management/identity/get-me.use-case';
import { updateProfile } from '@turnpike/management/identity/update-profile.use-case';
import type { ManagementContext } from '@turnpike/management/management-context';
import { Documented } from '../bootstrap/documented.decorator.js';
import { type GatewaySettings, GATEWAY_SETTINGS, MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from './current-actor.decorator.js';
import { answerSession, type SessionAnswer, SessionAnswerSchema } from './session-answer.js';

const Me = MeViewSchema.meta({ id: 'Me' });

/** Who one is, and what one may change about it. */
@ApiTags('Identity')
@Controller('api/v1/me')
export class AccountController {
  readonly #context: ManagementContext;
  readonly #portalUrl: string;

  constructor(
    @Inject(MANAGEMENT_CONTEXT) context: ManagementContext,
    @Inject(GATEWAY_SETTINGS) settings: GatewaySettings,
  ) {
    this.#context = context;
    this.#portalUrl = settings.portalUrl;
  }

  @Get()
  @Documented({ summary: 'Show who the credential belongs to', data: Me })
  me(@CurrentActor() actor: Actor): Promise<MeView> {
    return getMe(this.#context, actor);
  }

  @Patch()
  @Documented({ summary: 'Change one’s own name', data: UserViewSchema.meta({ id: 'User' }) })
  update(
    @CurrentActor() actor: Actor,
    @Body({ schema: UpdateProfileSchema }) input: UpdateProfileInput,
  ): Promise<UserView> {
    return updateProfile(this.#context, actor, input);
  }

  @Post('password')
  @Documented({
    summary: 'Change one’s own password',
    description: 'Ends every session of the person, and answers with the cookie of a new one.',
    data: SessionAnswerSchema,
  })
  async changePassword(
    @CurrentActor() actor: Actor,
    @Body({ schema: ChangePasswordSchema }) input: ChangePasswordInput,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionAnswer> {
    const userAgent = reply.request.headers['user-agent'] ?? null;
    const signedIn = await changePassword(this.#context, actor, { ...input, userAgent });
    return answerSession(reply, this.#portalUrl, signedIn);
  }
}
