'use server';

import { MarkNoticesReadSchema } from '@turnpike/contracts/management/notices';
import { markNoticesRead } from '@turnpike/management/notices/mark-notices-read.use-case';
import { revalidatePath } from 'next/cache';
import { type ActionResult, sessionAction } from '../../../../server/action';

/** Marks the person's notices as read: those named, or all up to one. */
export async function markNoticesReadAction(input: unknown): Promise<ActionResult<void>> {
  return sessionAction(MarkNoticesReadSchema, input, async ({ context, session, input: given }) => {
    await markNoticesRead(context, session.actor, given);
    revalidatePath('/', 'layout');
  });
}
