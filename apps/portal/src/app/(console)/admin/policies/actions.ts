'use server';

import {
  type AccessPolicyView,
  CreateAccessPolicySchema,
  UpdateAccessPolicySchema,
} from '@turnpike/contracts/management/access-policies';
import { IdSchema } from '@turnpike/contracts/management/fields';
import { createAccessPolicy } from '@turnpike/management/access-policies/create-access-policy.use-case';
import { deleteAccessPolicy } from '@turnpike/management/access-policies/delete-access-policy.use-case';
import { updateAccessPolicy } from '@turnpike/management/access-policies/update-access-policy.use-case';
import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { type ActionResult, adminAction } from '../../../../server/action';

const HERE = '/admin/policies';
const PolicySchema = z.object({ policyId: IdSchema });

export async function createPlatformPolicyAction(input: unknown): Promise<ActionResult<AccessPolicyView>> {
  return adminAction(CreateAccessPolicySchema, input, async ({ context, session, input: given }) => {
    const policy = await createAccessPolicy(context, session.actor, { ...given, tenantId: null });
    revalidatePath(HERE);
    return policy;
  });
}

export async function updatePlatformPolicyAction(input: unknown): Promise<ActionResult<AccessPolicyView>> {
  const schema = UpdateAccessPolicySchema.extend(PolicySchema.shape);
  return adminAction(schema, input, async ({ context, session, input: { policyId, ...changes } }) => {
    const policy = await updateAccessPolicy(context, session.actor, { policyId, changes });
    revalidatePath(HERE);
    return policy;
  });
}

export async function deletePlatformPolicyAction(input: unknown): Promise<ActionResult<void>> {
  return adminAction(PolicySchema, input, async ({ context, session, input: given }) => {
    await deleteAccessPolicy(context, session.actor, given);
    revalidatePath(HERE);
  });
}
