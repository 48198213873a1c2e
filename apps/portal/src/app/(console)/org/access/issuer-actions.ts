'use server';

import { IdSchema } from '@turnpike/contracts/management/fields';
import {
  CreateTokenIssuerSchema,
  type TokenIssuerView,
  UpdateTokenIssuerSchema,
} from '@turnpike/contracts/management/oauth';
import { createTokenIssuer } from '@turnpike/management/oauth/create-token-issuer.use-case';
import { deleteTokenIssuer } from '@turnpike/management/oauth/delete-token-issuer.use-case';
import { updateTokenIssuer } from '@turnpike/management/oauth/update-token-issuer.use-case';
import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { type ActionResult, tenantAction } from '../../../../server/action';

const HERE = '/org/access';
const Issuer = z.object({ issuerId: IdSchema });
const Create = CreateTokenIssuerSchema.omit({ tenantId: true });

export async function createTokenIssuerAction(input: unknown): Promise<ActionResult<TokenIssuerView>> {
  return tenantAction(Create, input, async ({ context, session, input: given }) => {
    const created = await createTokenIssuer(context, session.actor, { ...given, tenantId: session.tenant.id });
    revalidatePath(HERE);
    return created;
  });
}

export async function updateTokenIssuerAction(input: unknown): Promise<ActionResult<TokenIssuerView>> {
  const schema = UpdateTokenIssuerSchema.extend(Issuer.shape);
  return tenantAction(schema, input, async ({ context, session, input: { issuerId, ...changes } }) => {
    const updated = await updateTokenIssuer(context, session.actor, { issuerId, changes });
    revalidatePath(HERE);
    return updated;
  });
}

export async function deleteTokenIssuerAction(input: unknown): Promise<ActionResult<null>> {
  return tenantAction(Issuer, input, async ({ context, session, input: given }) => {
    await deleteTokenIssuer(context, session.actor, given);
    revalidatePath(HERE);
    return null;
  });
}
