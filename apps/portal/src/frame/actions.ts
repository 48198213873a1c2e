'use server';

import { ApiError } from '@turnpike/errors/api-error';
import { signOut } from '@turnpike/management/identity/sign-out.use-case';
import { revalidatePath } from 'next/cache';
import { redirect } from 'next/navigation';
import { z } from 'zod';
import { type ActionResult, publicAction, sessionAction } from '../server/action';
import { rememberPreference } from '../server/remember-preference';
import { sessionToken } from '../server/session';
import { clearSessionCookie } from '../server/session-cookie';

/** Ends the session and leads to the landing page. */
export async function signOutAction(): Promise<ActionResult<void>> {
  return publicAction(z.undefined(), undefined, async ({ context, request }) => {
    const token = await sessionToken();
    if (token !== null) await signOut(context, token, { ip: request.ip, requestId: request.requestId });
    await clearSessionCookie();
    redirect('/');
  });
}

/** Shows the pages of another organisation the person belongs to. */
export async function chooseTenantAction(input: unknown): Promise<ActionResult<void>> {
  return sessionAction(z.object({ tenantId: z.string() }), input, async ({ session, input: { tenantId } }) => {
    if (!session.tenants.some(({ id }) => id === tenantId)) throw new ApiError('not_found');
    await rememberPreference('tenant', tenantId);
    revalidatePath('/', 'layout');
  });
}

/** Shows what test keys did, or what live keys did. */
export async function chooseModeAction(input: unknown): Promise<ActionResult<void>> {
  return sessionAction(z.object({ mode: z.enum(['live', 'test']) }), input, async ({ input: { mode } }) => {
    await rememberPreference('mode', mode);
    revalidatePath('/', 'layout');
  });
}

/** Light, dark, or as the system has it. */
export async function chooseThemeAction(input: unknown): Promise<ActionResult<void>> {
  return publicAction(z.object({ theme: z.enum(['system', 'light', 'dark']) }), input, async ({ input: { theme } }) => {
    await rememberPreference('theme', theme);
    revalidatePath('/', 'layout');
  });
}
