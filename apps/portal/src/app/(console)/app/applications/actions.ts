'use server';

import {
  ArchiveApplicationSchema,
  CreateApplicationSchema,
  type ApplicationView,
  UpdateApplicationSchema,
} from '@turnpike/contracts/management/applications';
import { IdSchema } from '@turnpike/contracts/management/fields';
import { archiveApplication } from '@turnpike/management/applications/archive-application.use-case';
import { createApplication } from '@turnpike/management/applications/create-application.use-case';
import { updateApplication } from '@turnpike/management/applications/update-application.use-case';
import { revalidatePath } from 'next/cache';
import { type ActionResult, tenantAction } from '../../../../server/action';

const CreateSchema = CreateApplicationSchema.omit({ tenantId: true });
const UpdateSchema = UpdateApplicationSchema.extend({ applicationId: IdSchema });
const ArchiveSchema = ArchiveApplicationSchema.extend({ applicationId: IdSchema });

export async function createApplicationAction(input: unknown): Promise<ActionResult<ApplicationView>> {
  return tenantAction(CreateSchema, input, async ({ context, session, input: wanted }) => {
    const made = await createApplication(context, session.actor, { tenantId: session.tenant.id, ...wanted });
    revalidatePath('/app/applications');
    return made;
  });
}

export async function updateApplicationAction(input: unknown): Promise<ActionResult<ApplicationView>> {
  return tenantAction(UpdateSchema, input, async ({ context, session, input: { applicationId, ...changes } }) => {
    const changed = await updateApplication(context, session.actor, { applicationId, changes });
    revalidatePath('/app', 'layout');
    return changed;
  });
}

export async function archiveApplicationAction(input: unknown): Promise<ActionResult<ApplicationView>> {
  return tenantAction(ArchiveSchema, input, async ({ context, session, input: wanted }) => {
    const archived = await archiveApplication(context, session.actor, wanted);
    revalidatePath('/app', 'layout');
    return archived;
  });
}
