'use server';

import { IdSchema } from '@turnpike/contracts/management/fields';
import { type LimitsView, SetLimitsSchema } from '@turnpike/contracts/management/limits';
import { setLimits } from '@turnpike/management/limits/set-limits.use-case';
import { revalidatePath } from 'next/cache';
import { type ActionResult, tenantAction } from '../../../../server/action';

const OwnLimitsSchema = SetLimitsSchema.extend({ applicationId: IdSchema.optional(), keyId: IdSchema.optional() });

/** Replaces the limits of a key, an application, or of the organisation whose pages are shown. */
export async function setLimitsAction(input: unknown): Promise<ActionResult<LimitsView>> {
  return tenantAction(OwnLimitsSchema, input, async ({ context, session, input: { limits, applicationId, keyId } }) => {
    const owner = keyId ? { keyId } : applicationId ? { applicationId } : { tenantId: session.tenant.id };
    const view = await setLimits(context, session.actor, { owner, limits });
    revalidatePath('/app', 'layout');
    return view;
  });
}
