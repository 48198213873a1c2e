'use server';

import { DecisionSchema, type DecisionOutcome, decide } from '../../../../approvals/decide';
import { revalidatePath } from 'next/cache';
import { type ActionResult, adminAction } from '../../../../server/action';

/** Decides one request or several, each on its own: one that is refused keeps none of the others. */
export async function decideAction(input: unknown): Promise<ActionResult<DecisionOutcome>> {
  return adminAction(DecisionSchema, input, async ({ context, session, input: decision }) => {
    const outcome = await decide(context, session.actor, decision);
    revalidatePath('/admin', 'layout');
    return outcome;
  });
}
