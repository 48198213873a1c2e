import { Body, Controller, Delete, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  type AcceptAsNewPersonInput,
  AcceptAsNewPersonSchema,
  InvitationTokenSchema,
  type InvitationView,
  InvitationViewSchema,
  type JoinedTenantView,
  JoinedTenantViewSchema,
  type OpenInvitationView,
  OpenInvitationViewSchema,
} from '@turnpike/contracts/management/members';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '@turnpike/management/actor';
import type { ManagementContext } from '@turnpike/management/management-context';
import { acceptAsNewPerson } from '@turnpike/management/members/accept-as-new-person.use-case';
import { acceptInvitation } from '@turnpike/management/members/accept-invitation.use-case';
import { readInvitation } from '@turnpike/management/members/read-invitation.use-case';
import { resendInvitation } from '@turnpike/management/members/resend-invitation.use-case';
import { revokeInvitation } from '@turnpike/management/members/revoke-invitation.use-case';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Documented } from '../bootstrap/documented.decorator.js';
import { type GatewaySettings, GATEWAY_SETTINGS, MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from '../identity/current-actor.decorator.js';
import { requestOrigin } from '../identity/origin.js';
import { Public } from '../identity/public.decorator.js';
import { readSessionToken, sessionCookie } from '../identity/session-cookie.js';

const Invitation = InvitationViewSchema.meta({ id: 'Invitation' });
const OpenInvitation = OpenInvitationViewSchema.meta({ id: 'OpenInvitation' });
const JoinedTenant = JoinedTenantViewSchema.meta({ id: 'JoinedTenant' });

/** Invitations, by those who sent them and by those who hold their link. A link's secret is never part of an address. */
@ApiTags('Members')
@Controller('api/v1/invitations')
export class InvitationsController {
  readonly #context: ManagementContext;
  readonly #portalUrl: string;

  constructor(
    @Inject(MANAGEMENT_CONTEXT) context: ManagementContext,
    @Inject(GATEWAY_SETTINGS) settings: GatewaySettings,
  ) {
    this.#context = context;
    this.#portalUrl = settings.portalUrl;
  }

  @Post(':id/resend')
  @Documented({ summary: 'Send an invitation again', description: 'Good for another seven days.', data: Invitation })
  resend(@CurrentActor() actor: Actor, @Param('id') invitationId: string): Promise<InvitationView> {
    return resendInvitation(this.#context, actor, { invitationId });
  }

  @Delete(':id')
  @Documented({ summary: 'Revoke an invitation' })
  revoke(@CurrentActor() actor: Actor, @Param('id') invitationId: string): Promise<void> {
    return revokeInvitation(this.#context, actor, { invitationId });
  }

  @Post('read')
  @Public()
  @Documented({ summary: 'Show the invitation behind a link', data: OpenInvitation, open: true })
  read(@Body({ schema: InvitationTokenSchema }) { token }: { token: string }): Promise<OpenInvitationView> {
    return readInvitation(this.#context, { token });
  }

  @Post('accept')
  @Documented({
    summary: 'Accept an invitation',
    description: 'For the person who is signed in with the address that was invited.',
    data: JoinedTenant,
  })
  accept(
    @CurrentActor() actor: Actor,
    @Body({ schema: InvitationTokenSchema }) { token }: { token: string },
  ): Promise<JoinedTenantView> {
    return acceptInvitation(this.#context, actor, { token });
  }

  @Post('sign-up')
  @Public()
  @Documented({
    summary: 'Accept an invitation with a new account',
    description: 'Answers with the session’s cookie.',
    data: JoinedTenant,
    status: 201,
    open: true,
  })
  async signUp(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body({ schema: AcceptAsNewPersonSchema }) input: AcceptAsNewPersonInput,
  ): Promise<JoinedTenantView> {
    if (requestOrigin(request, this.#portalUrl) === 'foreign') throw new ApiError('forbidden');
    const { token, expiresAt, joined } = await acceptAsNewPerson(this.#context, {
      ...input,
      ip: request.ip,
      userAgent: request.headers['user-agent'] ?? null,
      requestId: request.id,
      previousToken: readSessionToken(request, this.#portalUrl),
    });
    reply.header('set-cookie', sessionCookie(this.#portalUrl, token, expiresAt));
    return joined;
  }
}
