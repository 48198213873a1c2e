'use server';

import { IdSchema } from '@turnpike/contracts/management/fields';
import { KeyStatusChangeSchema } from '@turnpike/contracts/management/keys';
import {
  type CreatedSigningSecretView,
  CreateSigningSecretSchema,
  type SigningSecretView,
  UpdateSigningSecretSchema,
} from '@turnpike/contracts/management/signing';
import { changeSigningSecretStatus } from '@turnpike/management/signing-secrets/change-signing-secret-status.use-case';
import { createSigningSecret } from '@turnpike/management/signing-secrets/create-signing-secret.use-case';
import { updateSigningSecret } from '@turnpike/management/signing-secrets/update-signing-secret.use-case';
import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { type ActionResult, tenantAction } from '../../../../server/action';

const HERE = '/app/signing-secrets';
const StatusChange = KeyStatusChangeSchema.extend({
  signingSecretId: IdSchema,
  to: z.enum(['revoke', 'disable', 'enable']),
});
const Update = z.object({ signingSecretId: IdSchema, changes: UpdateSigningSecretSchema });

/** The page is drawn again by whoever shows the secret, when it has been saved. */
export async function createSigningSecretAction(input: unknown): Promise<ActionResult<CreatedSigningSecretView>> {
  return tenantAction(CreateSigningSecretSchema, input, (given) =>
    createSigningSecret(given.context, given.session.actor, given.input),
  );
}

export async function updateSigningSecretAction(input: unknown): Promise<ActionResult<SigningSecretView>> {
  return tenantAction(Update, input, async (given) => {
    const updated = await updateSigningSecret(given.context, given.session.actor, given.input);
    revalidatePath(HERE);
    return updated;
  });
}

export async function changeSigningSecretStatusAction(input: unknown): Promise<ActionResult<SigningSecretView>> {
  return tenantAction(StatusChange, input, async (given) => {
    const changed = await changeSigningSecretStatus(given.context, given.session.actor, given.input);
    revalidatePath(HERE);
    return changed;
  });
}
