import type { AnsweredConsentView } from '@turnpike/contracts/management/oauth';
import type { Actor } from '../actor.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { answerInteraction, readInteraction } from './interaction.js';

/** Tells a client no. What it was allowed before stays. */
export async function denyConsent(
  context: ManagementContext,
  actor: Actor,
  input: { handle: string },
): Promise<AnsweredConsentView> {
  const { handle } = input;
  const now = context.now();
  return inTransaction(context, async (tx) => {
    const { continueAt } = await readInteraction(tx, actor, { handle, now });
    const result = { error: 'access_denied', error_description: 'The user denied the request.' } as const;
    await answerInteraction(tx, { handle, result, now });
    return { continueAt };
  });
}
