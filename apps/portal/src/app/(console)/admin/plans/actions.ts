'use server';

import { ReferenceSchema } from '@turnpike/contracts/management/fields';
import { CreatePlanVersionSchema, UpdatePlanSchema } from '@turnpike/contracts/management/plans';
import { createPlanVersion } from '@turnpike/management/plans/create-plan-version.use-case';
import { deletePlanVersion } from '@turnpike/management/plans/delete-plan-version.use-case';
import { updatePlan } from '@turnpike/management/plans/update-plan.use-case';
import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { adminAction } from '../../../../server/action';

const UpdateSchema = z.object({ plan: ReferenceSchema, changes: UpdatePlanSchema });
const VersionSchema = z.object({ plan: ReferenceSchema, version: CreatePlanVersionSchema });
const DeleteVersionSchema = z.object({ plan: ReferenceSchema, version: z.number().int().positive() });

const pageOf = (id: string) => `/admin/plans/${id}`;

export async function updatePlanAction(input: unknown) {
  return adminAction(UpdateSchema, input, async ({ context, session, input: update }) => {
    const plan = await updatePlan(context, session.actor, update);
    revalidatePath(pageOf(plan.id));
    return plan;
  });
}

export async function createPlanVersionAction(input: unknown) {
  return adminAction(VersionSchema, input, async ({ context, session, input: creation }) => {
    const plan = await createPlanVersion(context, session.actor, creation);
    revalidatePath(pageOf(plan.id));
    return plan;
  });
}

export async function deletePlanVersionAction(input: unknown) {
  return adminAction(DeleteVersionSchema, input, async ({ context, session, input: deletion }) => {
    const plan = await deletePlanVersion(context, session.actor, deletion);
    revalidatePath(pageOf(plan.id));
    return plan;
  });
}
