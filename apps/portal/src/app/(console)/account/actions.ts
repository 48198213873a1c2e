'use server';

import { IdSchema } from '@turnpike/contracts/management/fields';
import { ChangePasswordSchema, UpdateProfileSchema } from '@turnpike/contracts/management/identity';
import { changePassword } from '@turnpike/management/identity/change-password.use-case';
import { requestPasswordReset } from '@turnpike/management/identity/request-password-reset.use-case';
import { revokeOtherSessions } from '@turnpike/management/identity/revoke-other-sessions.use-case';
import { revokeSession } from '@turnpike/management/identity/revoke-session.use-case';
import { updateProfile } from '@turnpike/management/identity/update-profile.use-case';
import { revokeOAuthGrant } from '@turnpike/management/oauth/revoke-oauth-grant.use-case';
import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { rememberMail } from '../../../identity/expected-mail';
import { type ActionResult, sessionAction } from '../../../server/action';
import { sessionToken } from '../../../server/session';
import { setSessionCookie } from '../../../server/session-cookie';

/** What the person is called. */
export async function updateProfileAction(input: unknown): Promise<ActionResult<void>> {
  return sessionAction(UpdateProfileSchema, input, async ({ context, session, input: given }) => {
    await updateProfile(context, session.actor, given);
    revalidatePath('/', 'layout');
  });
}

/** Another password; this browser gets a new session, every other one ends. */
export async function changePasswordAction(input: unknown): Promise<ActionResult<void>> {
  return sessionAction(ChangePasswordSchema, input, async ({ context, session, input: given, request }) => {
    const signedIn = await changePassword(context, session.actor, { ...given, userAgent: request.userAgent });
    await setSessionCookie(signedIn);
    revalidatePath('/account');
  });
}

/** A link for a first password, for a person who signs in through an identity provider. */
export async function requestPasswordAction(input: unknown): Promise<ActionResult<{ to: string }>> {
  return sessionAction(z.undefined(), input, async ({ context, session: { email }, request }) => {
    await requestPasswordReset(context, { email, ip: request.ip, requestId: request.requestId });
    await rememberMail({ purpose: 'reset', email });
    return { to: '/check-mail' };
  });
}

/** Ends what the person allowed an app. */
export async function disconnectAppAction(input: unknown): Promise<ActionResult<void>> {
  return sessionAction(z.object({ grantId: IdSchema }), input, async ({ context, session, input: given }) => {
    await revokeOAuthGrant(context, session.actor, given);
    revalidatePath('/account');
  });
}

/** Ends one of the person's sessions. */
export async function revokeSessionAction(input: unknown): Promise<ActionResult<void>> {
  return sessionAction(z.object({ sessionId: z.string() }), input, async ({ context, session, input: given }) => {
    await revokeSession(context, session.actor, given);
    revalidatePath('/account');
  });
}

/** Ends every session of the person but this one. */
export async function revokeOtherSessionsAction(input: unknown): Promise<ActionResult<{ revoked: number }>> {
  return sessionAction(z.undefined(), input, async ({ context, session }) => {
    const ended = await revokeOtherSessions(context, session.actor, { token: await sessionToken() });
    revalidatePath('/account');
    return ended;
  });
}
