'use server';

import { IdSchema } from '@turnpike/contracts/management/fields';
import {
  ChangeMemberRoleSchema,
  type InvitationView,
  InviteMemberSchema,
  type MemberView,
} from '@turnpike/contracts/management/members';
import { KeyStatusChangeSchema, type MemberKeysView } from '@turnpike/contracts/management/keys';
import { countMemberKeys } from '@turnpike/management/keys/count-member-keys.use-case';
import { revokeMemberKeys } from '@turnpike/management/keys/revoke-member-keys.use-case';
import { changeMemberRole } from '@turnpike/management/members/change-member-role.use-case';
import { inviteMember } from '@turnpike/management/members/invite-member.use-case';
import { removeMember } from '@turnpike/management/members/remove-member.use-case';
import { resendInvitation } from '@turnpike/management/members/resend-invitation.use-case';
import { revokeInvitation } from '@turnpike/management/members/revoke-invitation.use-case';
import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { type ActionResult, tenantAction } from '../../../../server/action';

const HERE = '/org/members';
const MemberSchema = z.object({ userId: IdSchema });
const InvitationSchema = z.object({ invitationId: IdSchema });

export async function inviteMemberAction(input: unknown): Promise<ActionResult<InvitationView>> {
  return tenantAction(InviteMemberSchema, input, async ({ context, session, input: given }) => {
    const invitation = await inviteMember(context, session.actor, { ...given, tenantId: session.tenant.id });
    revalidatePath(HERE);
    return invitation;
  });
}

export async function resendInvitationAction(input: unknown): Promise<ActionResult<InvitationView>> {
  return tenantAction(InvitationSchema, input, async ({ context, session, input: given }) => {
    const invitation = await resendInvitation(context, session.actor, given);
    revalidatePath(HERE);
    return invitation;
  });
}

export async function revokeInvitationAction(input: unknown): Promise<ActionResult<void>> {
  return tenantAction(InvitationSchema, input, async ({ context, session, input: given }) => {
    await revokeInvitation(context, session.actor, given);
    revalidatePath(HERE);
  });
}

export async function changeMemberRoleAction(input: unknown): Promise<ActionResult<MemberView>> {
  const schema = ChangeMemberRoleSchema.extend(MemberSchema.shape);
  return tenantAction(schema, input, async ({ context, session, input: given }) => {
    const member = await changeMemberRole(context, session.actor, { ...given, tenantId: session.tenant.id });
    // One's own role decides what the whole frame shows.
    revalidatePath('/', 'layout');
    return member;
  });
}

export async function removeMemberAction(input: unknown): Promise<ActionResult<void>> {
  const schema = MemberSchema.extend({ revokeKeys: z.boolean().default(false) });
  return tenantAction(schema, input, async ({ context, session, input: given }) => {
    await removeMember(context, session.actor, { ...given, tenantId: session.tenant.id });
    revalidatePath('/', 'layout');
  });
}

/** How many keys a member made that work, for whoever is asked whether to revoke them. */
export async function countMemberKeysAction(input: unknown): Promise<ActionResult<MemberKeysView>> {
  return tenantAction(MemberSchema, input, ({ context, session, input: { userId } }) =>
    countMemberKeys(context, session.actor, { tenantId: session.tenant.id, userId }),
  );
}

export async function revokeMemberKeysAction(input: unknown): Promise<ActionResult<MemberKeysView>> {
  const schema = MemberSchema.extend(KeyStatusChangeSchema.shape);
  return tenantAction(schema, input, async ({ context, session, input: given }) => {
    const revoked = await revokeMemberKeys(context, session.actor, { ...given, tenantId: session.tenant.id });
    revalidatePath(HERE);
    return revoked;
  });
}
