'use server';

import { IdSchema } from '@turnpike/contracts/management/fields';
import {
  type CreatedOAuthClientView,
  CreateOAuthClientSchema,
  OAuthClientStatusChangeSchema,
  type OAuthClientView,
  RotateClientSecretSchema,
  type RotatedClientSecretView,
  UpdateOAuthClientSchema,
} from '@turnpike/contracts/management/oauth';
import { createOAuthClient } from '@turnpike/management/oauth/create-oauth-client.use-case';
import { disableOAuthClient } from '@turnpike/management/oauth/disable-oauth-client.use-case';
import { enableOAuthClient } from '@turnpike/management/oauth/enable-oauth-client.use-case';
import { revokeOAuthClient } from '@turnpike/management/oauth/revoke-oauth-client.use-case';
import { rotateClientSecret } from '@turnpike/management/oauth/rotate-client-secret.use-case';
import { updateOAuthClient } from '@turnpike/management/oauth/update-oauth-client.use-case';
import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { type ActionResult, tenantAction } from '../../../../server/action';

const Client = z.object({ clientId: IdSchema });
const StatusChange = OAuthClientStatusChangeSchema.extend(Client.shape);

/** Not where a secret was made: a page drawn again could take away what shows it. */
function refresh(): void {
  revalidatePath('/app/oauth-clients', 'layout');
}

export async function createOAuthClientAction(input: unknown): Promise<ActionResult<CreatedOAuthClientView>> {
  return tenantAction(CreateOAuthClientSchema, input, ({ context, session, input: given }) =>
    createOAuthClient(context, session.actor, given),
  );
}

export async function updateOAuthClientAction(input: unknown): Promise<ActionResult<OAuthClientView>> {
  const schema = UpdateOAuthClientSchema.extend(Client.shape);
  return tenantAction(schema, input, async ({ context, session, input: { clientId, ...changes } }) => {
    const updated = await updateOAuthClient(context, session.actor, { clientId, changes });
    refresh();
    return updated;
  });
}

export async function rotateClientSecretAction(input: unknown): Promise<ActionResult<RotatedClientSecretView>> {
  return tenantAction(RotateClientSecretSchema.extend(Client.shape), input, ({ context, session, input: given }) =>
    rotateClientSecret(context, session.actor, given),
  );
}

export async function disableOAuthClientAction(input: unknown): Promise<ActionResult<OAuthClientView>> {
  return changeStatus(input, disableOAuthClient);
}

export async function enableOAuthClientAction(input: unknown): Promise<ActionResult<OAuthClientView>> {
  return changeStatus(input, enableOAuthClient);
}

export async function revokeOAuthClientAction(input: unknown): Promise<ActionResult<OAuthClientView>> {
  return changeStatus(input, revokeOAuthClient);
}

function changeStatus(input: unknown, change: typeof revokeOAuthClient): Promise<ActionResult<OAuthClientView>> {
  return tenantAction(StatusChange, input, async ({ context, session, input: given }) => {
    const changed = await change(context, session.actor, given);
    refresh();
    return changed;
  });
}
