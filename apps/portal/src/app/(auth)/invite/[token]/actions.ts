'use server';

import { AcceptAsNewPersonSchema, InvitationTokenSchema } from '@turnpike/contracts/management/members';
import { signOut } from '@turnpike/management/identity/sign-out.use-case';
import { acceptAsNewPerson } from '@turnpike/management/members/accept-as-new-person.use-case';
import { acceptInvitation } from '@turnpike/management/members/accept-invitation.use-case';
import { type ActionResult, publicAction, sessionAction } from '../../../../server/action';
import { sessionToken } from '../../../../server/session';
import { clearSessionCookie, setSessionCookie } from '../../../../server/session-cookie';
import { rememberPreference } from '../../../../server/remember-preference';

const START = '/app/start';

/** Joins as the person who is signed in. */
export async function acceptInvitationAction(input: unknown): Promise<ActionResult<{ to: string }>> {
  return sessionAction(InvitationTokenSchema, input, async ({ context, session, input: given }) => {
    const { tenantId } = await acceptInvitation(context, session.actor, given);
    await rememberPreference('tenant', tenantId);
    return { to: START };
  });
}

/** Makes an account of the invited address, joins and signs in. */
export async function acceptAsNewPersonAction(input: unknown): Promise<ActionResult<{ to: string }>> {
  return publicAction(AcceptAsNewPersonSchema, input, async ({ context, input: given, request }) => {
    const previousToken = await sessionToken();
    const { joined, ...session } = await acceptAsNewPerson(context, { ...given, ...request, previousToken });
    await setSessionCookie(session);
    await rememberPreference('tenant', joined.tenantId);
    return { to: START };
  });
}

/** Signs out and comes back to the invitation, for somebody who is signed in as somebody else. */
export async function signOutForInvitationAction(input: unknown): Promise<ActionResult<{ to: string }>> {
  return publicAction(InvitationTokenSchema, input, async ({ context, input: { token: invitation }, request }) => {
    const token = await sessionToken();
    if (token !== null) await signOut(context, token, { ip: request.ip, requestId: request.requestId });
    await clearSessionCookie();
    return { to: `/invite/${encodeURIComponent(invitation)}` };
  });
}
