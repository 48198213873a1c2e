'use server';

import {
  type AccessPolicyPreview,
  type AccessPolicyView,
  type AccessSimulationView,
  CreateAccessPolicySchema,
  PreviewAccessPolicySchema,
  SimulateAccessSchema,
  UpdateAccessPolicySchema,
} from '@turnpike/contracts/management/access-policies';
import { IdSchema } from '@turnpike/contracts/management/fields';
import { createAccessPolicy } from '@turnpike/management/access-policies/create-access-policy.use-case';
import { deleteAccessPolicy } from '@turnpike/management/access-policies/delete-access-policy.use-case';
import { previewAccessPolicy } from '@turnpike/management/access-policies/preview-access-policy.use-case';
import { simulateAccess } from '@turnpike/management/access-policies/simulate-access.use-case';
import { updateAccessPolicy } from '@turnpike/management/access-policies/update-access-policy.use-case';
import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { type ActionResult, tenantAction } from '../../../../../server/action';

const PolicySchema = z.object({ policyId: IdSchema });

export async function createAccessPolicyAction(input: unknown): Promise<ActionResult<AccessPolicyView>> {
  return tenantAction(CreateAccessPolicySchema, input, async ({ context, session, input: given }) => {
    const policy = await createAccessPolicy(context, session.actor, { ...given, tenantId: session.tenant.id });
    // It may bind the reader: what the whole frame shows may change.
    revalidatePath('/', 'layout');
    return policy;
  });
}

export async function updateAccessPolicyAction(input: unknown): Promise<ActionResult<AccessPolicyView>> {
  const schema = UpdateAccessPolicySchema.extend(PolicySchema.shape);
  return tenantAction(schema, input, async ({ context, session, input: { policyId, ...changes } }) => {
    const policy = await updateAccessPolicy(context, session.actor, { policyId, changes });
    revalidatePath('/', 'layout');
    return policy;
  });
}

export async function deleteAccessPolicyAction(input: unknown): Promise<ActionResult<void>> {
  return tenantAction(PolicySchema, input, async ({ context, session, input: given }) => {
    await deleteAccessPolicy(context, session.actor, given);
    revalidatePath('/', 'layout');
  });
}

export async function previewAccessPolicyAction(input: unknown): Promise<ActionResult<AccessPolicyPreview>> {
  return tenantAction(PreviewAccessPolicySchema, input, ({ context, session, input: given }) =>
    previewAccessPolicy(context, session.actor, { ...given, tenantId: session.tenant.id }),
  );
}

export async function simulateAccessAction(input: unknown): Promise<ActionResult<AccessSimulationView>> {
  return tenantAction(SimulateAccessSchema, input, ({ context, session, input: given }) =>
    simulateAccess(context, session.actor, { ...given, tenantId: session.tenant.id }),
  );
}
