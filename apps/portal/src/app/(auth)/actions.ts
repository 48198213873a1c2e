'use server';

import {
  EmailRequestSchema,
  ResetPasswordSchema,
  SignInSchema,
  SignUpSchema,
  VerifyEmailSchema,
} from '@turnpike/contracts/management/identity';
import { requestPasswordReset } from '@turnpike/management/identity/request-password-reset.use-case';
import { resendVerification } from '@turnpike/management/identity/resend-verification.use-case';
import { resetPassword } from '@turnpike/management/identity/reset-password.use-case';
import { signIn } from '@turnpike/management/identity/sign-in.use-case';
import { signUp } from '@turnpike/management/identity/sign-up.use-case';
import { verifyEmail } from '@turnpike/management/identity/verify-email.use-case';
import { z } from 'zod';
import { destination } from '../../identity/destination';
import { rememberMail } from '../../identity/expected-mail';
import { type ActionResult, publicAction } from '../../server/action';
import { sessionToken } from '../../server/session';
import { setSessionCookie } from '../../server/session-cookie';

interface Onward {
  /** A path of ours. */
  to: string;
}

/** Begins a session; the one the browser had ends. */
export async function signInAction(input: unknown): Promise<ActionResult<Onward>> {
  const schema = SignInSchema.extend({ next: z.string().nullish() });
  return publicAction(schema, input, async ({ context, input: { next, ...given }, request }) => {
    const signedIn = await signIn(context, { ...given, ...request, previousToken: await sessionToken() });
    await setSessionCookie(signedIn);
    return { to: destination(next, signedIn.user.platformAdmin) };
  });
}

/** Begins an account, and leads to the page that says to look for the mail. */
export async function signUpAction(input: unknown): Promise<ActionResult<Onward>> {
  return publicAction(SignUpSchema, input, async ({ context, input: given, request }) => {
    await signUp(context, { ...given, ...request });
    await rememberMail({ purpose: 'verify', email: given.email });
    return { to: '/check-mail' };
  });
}

/** Sends the link for verifying an address again. */
export async function resendVerificationAction(input: unknown): Promise<ActionResult<Onward>> {
  return publicAction(EmailRequestSchema, input, async ({ context, input: { email }, request }) => {
    await resendVerification(context, { email, ip: request.ip });
    await rememberMail({ purpose: 'verify', email });
    return { to: '/check-mail' };
  });
}

/** Completes an account by the token of its link, and signs the person in. */
export async function verifyEmailAction(input: unknown): Promise<ActionResult<Onward>> {
  return publicAction(VerifyEmailSchema, input, async ({ context, input: { token }, request }) => {
    const verified = await verifyEmail(context, { token, ...request, previousToken: await sessionToken() });
    await setSessionCookie(verified);
    return { to: destination(verified.next, verified.user.platformAdmin) };
  });
}

/** Sends a link for choosing a new password. */
export async function requestResetAction(input: unknown): Promise<ActionResult<Onward>> {
  return publicAction(EmailRequestSchema, input, async ({ context, input: { email }, request }) => {
    await requestPasswordReset(context, { email, ip: request.ip, requestId: request.requestId });
    await rememberMail({ purpose: 'reset', email });
    return { to: '/check-mail' };
  });
}

/** Takes a new password by the token of its link, and signs the person in. */
export async function resetPasswordAction(input: unknown): Promise<ActionResult<Onward>> {
  return publicAction(ResetPasswordSchema, input, async ({ context, input: given, request }) => {
    const signedIn = await resetPassword(context, { ...given, ...request, previousToken: await sessionToken() });
    await setSessionCookie(signedIn);
    return { to: destination(null, signedIn.user.platformAdmin) };
  });
}
