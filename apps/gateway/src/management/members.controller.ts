import { Body, Controller, Delete, Get, Inject, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type ListInput, ListQuerySchema, type Page, pageSchema } from '@turnpike/contracts/management/fields';
import {
  ChangeMemberRoleSchema,
  type InvitationView,
  InvitationViewSchema,
  type InviteMemberInput,
  InviteMemberSchema,
  type MemberView,
  MemberViewSchema,
  type RemoveMemberInput,
  RemoveMemberSchema,
} from '@turnpike/contracts/management/members';
import type { Actor } from '@turnpike/management/actor';
import type { ManagementContext } from '@turnpike/management/management-context';
import { changeMemberRole } from '@turnpike/management/members/change-member-role.use-case';
import { inviteMember } from '@turnpike/management/members/invite-member.use-case';
import { leaveTenant } from '@turnpike/management/members/leave-tenant.use-case';
import { listInvitations } from '@turnpike/management/members/list-invitations.use-case';
import { listMembers } from '@turnpike/management/members/list-members.use-case';
import { removeMember } from '@turnpike/management/members/remove-member.use-case';
import { Documented } from '../bootstrap/documented.decorator.js';
import { MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from '../identity/current-actor.decorator.js';

const Member = MemberViewSchema.meta({ id: 'Member' });
const Invitation = InvitationViewSchema.meta({ id: 'Invitation' });

/** The people of a tenant. */
@ApiTags('Members')
@Controller('api/v1/tenants/:id')
export class MembersController {
  readonly #context: ManagementContext;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext) {
    this.#context = context;
  }

  @Get('members')
  @Documented({ summary: 'List the members of a tenant', data: pageSchema(Member) })
  list(
    @CurrentActor() actor: Actor,
    @Param('id') tenantId: string,
    @Query({ schema: ListQuerySchema }) query: ListInput,
  ): Promise<Page<MemberView>> {
    return listMembers(this.#context, actor, { ...query, tenantId });
  }

  @Patch('members/:userId')
  @Documented({
    summary: 'Change a member’s role',
    description:
      'To a role that every tenant has, or to one of its own by id. Owners alone make or change owners; the last owner stays one. Nobody gives or takes away more than they hold.',
    data: Member,
  })
  changeRole(
    @CurrentActor() actor: Actor,
    @Param() { id: tenantId, userId }: { id: string; userId: string },
    @Body({ schema: ChangeMemberRoleSchema }) { role }: { role: string },
  ): Promise<MemberView> {
    return changeMemberRole(this.#context, actor, { tenantId, userId, role });
  }

  @Delete('members/:userId')
  @Documented({
    summary: 'Remove a member',
    description: 'The last owner stays. With `revokeKeys=true` the API keys they made are revoked with it.',
  })
  remove(
    @CurrentActor() actor: Actor,
    @Param() { id: tenantId, userId }: { id: string; userId: string },
    @Query({ schema: RemoveMemberSchema }) { revokeKeys }: RemoveMemberInput,
  ): Promise<void> {
    return removeMember(this.#context, actor, { tenantId, userId, revokeKeys });
  }

  @Post('leave')
  @Documented({ summary: 'Leave a tenant', description: 'For the person who is signed in; the last owner stays.' })
  leave(@CurrentActor() actor: Actor, @Param('id') tenantId: string): Promise<void> {
    return leaveTenant(this.#context, actor, { tenantId });
  }

  @Get('invitations')
  @Documented({ summary: 'List open invitations', data: pageSchema(Invitation) })
  listInvitations(
    @CurrentActor() actor: Actor,
    @Param('id') tenantId: string,
    @Query({ schema: ListQuerySchema }) query: ListInput,
  ): Promise<Page<InvitationView>> {
    return listInvitations(this.#context, actor, { ...query, tenantId });
  }

  @Post('invitations')
  @Documented({
    summary: 'Invite somebody',
    description: 'The link goes to that address by mail and to nobody else. It works for seven days.',
    data: Invitation,
    status: 201,
  })
  invite(
    @CurrentActor() actor: Actor,
    @Param('id') tenantId: string,
    @Body({ schema: InviteMemberSchema }) input: InviteMemberInput,
  ): Promise<InvitationView> {
    return inviteMember(this.#context, actor, { ...input, tenantId });
  }
}
