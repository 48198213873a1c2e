'use server';

import { IdSchema } from '@turnpike/contracts/management/fields';
import {
  CreateRoleSchema,
  DeleteRoleSchema,
  type RoleView,
  UpdateRoleSchema,
} from '@turnpike/contracts/management/roles';
import { createRole } from '@turnpike/management/roles/create-role.use-case';
import { deleteRole } from '@turnpike/management/roles/delete-role.use-case';
import { updateRole } from '@turnpike/management/roles/update-role.use-case';
import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { type ActionResult, tenantAction } from '../../../../server/action';

const RoleSchema = z.object({ roleId: IdSchema });

export async function createRoleAction(input: unknown): Promise<ActionResult<RoleView>> {
  return tenantAction(CreateRoleSchema, input, async ({ context, session, input: given }) => {
    const role = await createRole(context, session.actor, { ...given, tenantId: session.tenant.id });
    revalidatePath('/org/roles');
    return role;
  });
}

export async function updateRoleAction(input: unknown): Promise<ActionResult<RoleView>> {
  const schema = UpdateRoleSchema.extend(RoleSchema.shape);
  return tenantAction(schema, input, async ({ context, session, input: { roleId, ...changes } }) => {
    const role = await updateRole(context, session.actor, { roleId, changes });
    // It may be one's own, which decides what the whole frame shows.
    revalidatePath('/', 'layout');
    return role;
  });
}

export async function deleteRoleAction(input: unknown): Promise<ActionResult<void>> {
  const schema = DeleteRoleSchema.extend(RoleSchema.shape);
  return tenantAction(schema, input, async ({ context, session, input: given }) => {
    await deleteRole(context, session.actor, given);
    revalidatePath('/', 'layout');
  });
}
