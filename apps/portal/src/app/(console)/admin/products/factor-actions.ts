'use server';

import { IdSchema } from '@turnpike/contracts/management/fields';
import { type FactorPolicy, FactorPolicySchema } from '@turnpike/contracts/management/factors';
import { setProductFactors } from '@turnpike/management/factors/set-product-factors.use-case';
import { revalidatePath } from 'next/cache';
import { type ActionResult, adminAction } from '../../../../server/action';

export async function setProductFactorsAction(input: unknown): Promise<ActionResult<FactorPolicy>> {
  return adminAction(
    FactorPolicySchema.extend({ subject: IdSchema }),
    input,
    async ({ context, session, input: given }) => {
      const policy = await setProductFactors(context, session.actor, { product: given.subject, auth: given.auth });
      revalidatePath('/admin/products', 'layout');
      return policy;
    },
  );
}
