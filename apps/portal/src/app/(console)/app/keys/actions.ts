'use server';

import {
  CreateKeySchema,
  type ApplicationScopeView,
  type CreatedKeyView,
  KeyStatusChangeSchema,
  type KeyView,
  RotateKeySchema,
  UpdateKeySchema,
} from '@turnpike/contracts/management/keys';
import { IdSchema } from '@turnpike/contracts/management/fields';
import { createKey } from '@turnpike/management/keys/create-key.use-case';
import { disableKey } from '@turnpike/management/keys/disable-key.use-case';
import { enableKey } from '@turnpike/management/keys/enable-key.use-case';
import { listApplicationScopes } from '@turnpike/management/keys/list-application-scopes.use-case';
import { revokeKey } from '@turnpike/management/keys/revoke-key.use-case';
import { rotateKey } from '@turnpike/management/keys/rotate-key.use-case';
import { updateKey } from '@turnpike/management/keys/update-key.use-case';
import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { type ActionResult, tenantAction } from '../../../../server/action';

const StatusChange = KeyStatusChangeSchema.extend({ keyId: IdSchema });

/**
 * The list, and the key's own page. Not where a secret was made: a page drawn again could take away what shows it. There
 * the page is refreshed when the secret has been saved.
 */
function refresh(): void {
  revalidatePath('/app/keys', 'layout');
}

export async function createKeyAction(input: unknown): Promise<ActionResult<CreatedKeyView>> {
  return tenantAction(CreateKeySchema, input, (given) => createKey(given.context, given.session.actor, given.input));
}

export async function rotateKeyAction(input: unknown): Promise<ActionResult<CreatedKeyView>> {
  return tenantAction(RotateKeySchema.extend({ keyId: IdSchema }), input, (given) =>
    rotateKey(given.context, given.session.actor, given.input),
  );
}

export async function updateKeyAction(input: unknown): Promise<ActionResult<KeyView>> {
  return tenantAction(UpdateKeySchema.extend({ keyId: IdSchema }), input, async (given) => {
    const updated = await updateKey(given.context, given.session.actor, given.input);
    refresh();
    return updated;
  });
}

/** What a key of the application can be bound to, and the reader's own address, for a form that was opened. */
export async function readApplicationScopesAction(
  input: unknown,
): Promise<ActionResult<{ offer: ApplicationScopeView[]; ownAddress: string | null }>> {
  return tenantAction(z.object({ applicationId: IdSchema }), input, async (given) => ({
    offer: await listApplicationScopes(given.context, given.session.actor, given.input),
    ownAddress: given.session.actor.ip,
  }));
}

export async function disableKeyAction(input: unknown): Promise<ActionResult<KeyView>> {
  return tenantAction(StatusChange, input, async (given) => {
    const disabled = await disableKey(given.context, given.session.actor, given.input);
    refresh();
    return disabled;
  });
}

export async function enableKeyAction(input: unknown): Promise<ActionResult<KeyView>> {
  return tenantAction(StatusChange, input, async (given) => {
    const enabled = await enableKey(given.context, given.session.actor, given.input);
    refresh();
    return enabled;
  });
}

export async function revokeKeyAction(input: unknown): Promise<ActionResult<KeyView>> {
  return tenantAction(StatusChange, input, async (given) => {
    const revoked = await revokeKey(given.context, given.session.actor, given.input);
    refresh();
    return revoked;
  });
}
