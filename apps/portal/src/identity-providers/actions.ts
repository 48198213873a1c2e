'use server';

import { IdSchema } from '@turnpike/contracts/management/fields';
import { unlinkIdentity } from '@turnpike/management/identity/unlink-identity.use-case';
import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { type ActionResult, sessionAction } from '../server/action';

/** Takes a provider's account from the person's ways to sign in. */
export async function unlinkIdentityAction(input: unknown): Promise<ActionResult<void>> {
  return sessionAction(z.object({ identityId: IdSchema }), input, async ({ context, session, input: given }) => {
    await unlinkIdentity(context, session.actor, given);
    revalidatePath('/account');
  });
}
