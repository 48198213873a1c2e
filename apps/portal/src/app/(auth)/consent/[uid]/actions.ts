'use server';

import { IdSchema } from '@turnpike/contracts/management/fields';
import type { AnsweredConsentView } from '@turnpike/contracts/management/oauth';
import { ApiError } from '@turnpike/errors/api-error';
import { allowConsent } from '@turnpike/management/oauth/allow-consent.use-case';
import { denyConsent } from '@turnpike/management/oauth/deny-consent.use-case';
import { z } from 'zod';
import { didAskHere } from '../../../../oauth/did-ask-here';
import { type ActionResult, sessionAction } from '../../../../server/action';

const Request = z.object({ handle: z.string().max(100) });

export async function allowConsentAction(input: unknown): Promise<ActionResult<AnsweredConsentView>> {
  return sessionAction(
    Request.extend({ applicationId: IdSchema }),
    input,
    async ({ context, session, input: given }) => {
      await requireThisBrowser(given.handle);
      return allowConsent(context, session.actor, given);
    },
  );
}

export async function denyConsentAction(input: unknown): Promise<ActionResult<AnsweredConsentView>> {
  return sessionAction(Request, input, async ({ context, session, input: given }) => {
    await requireThisBrowser(given.handle);
    return denyConsent(context, session.actor, given);
  });
}

async function requireThisBrowser(handle: string): Promise<void> {
  if (!(await didAskHere(handle))) throw new ApiError('not_found');
}
