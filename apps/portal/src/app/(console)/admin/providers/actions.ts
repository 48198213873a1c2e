'use server';

import { IdSchema, ReferenceSchema } from '@turnpike/contracts/management/fields';
import { AddCredentialSchema, UpdateCredentialSchema } from '@turnpike/contracts/management/provider-credentials';
import { CreateProviderSchema, UpdateProviderSchema } from '@turnpike/contracts/management/providers';
import { CreateRegistrationTokenSchema } from '@turnpike/contracts/management/discovery';
import type { ProviderTestView } from '@turnpike/contracts/management/provider-tests';
import { createRegistrationToken } from '@turnpike/management/instances/create-registration-token.use-case';
import { revokeRegistrationToken } from '@turnpike/management/instances/revoke-registration-token.use-case';
import { addCredential } from '@turnpike/management/providers/add-credential.use-case';
import { createProvider } from '@turnpike/management/providers/create-provider.use-case';
import { removeCredential } from '@turnpike/management/providers/remove-credential.use-case';
import { updateCredential } from '@turnpike/management/providers/update-credential.use-case';
import { updateProvider } from '@turnpike/management/providers/update-provider.use-case';
import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { adminAction } from '../../../../server/action';
import { gatewayRequest } from '../../../../server/gateway';

const UpdateSchema = z.object({ provider: ReferenceSchema, changes: UpdateProviderSchema });
const TestSchema = z.object({ provider: ReferenceSchema, credentialId: IdSchema.optional() });
const AddCredentialOfSchema = AddCredentialSchema.extend({ provider: ReferenceSchema });
const CredentialSchema = z.object({ provider: ReferenceSchema, credentialId: IdSchema });
const UpdateCredentialOfSchema = CredentialSchema.extend({ changes: UpdateCredentialSchema });
const RemoveCredentialOfSchema = CredentialSchema.extend({ force: z.boolean() });
const CreateTokenSchema = CreateRegistrationTokenSchema.extend({ provider: ReferenceSchema });
const TokenSchema = z.object({ provider: ReferenceSchema, tokenId: IdSchema });

const PAGE = '/admin/providers/[id]';

export async function createProviderAction(input: unknown) {
  return adminAction(CreateProviderSchema, input, ({ context, session, input: provider }) =>
    createProvider(context, session.actor, provider),
  );
}

export async function updateProviderAction(input: unknown) {
  return adminAction(UpdateSchema, input, async ({ context, session, input: update }) => {
    const provider = await updateProvider(context, session.actor, update);
    revalidatePath(`/admin/providers/${provider.id}`);
    return provider;
  });
}

export async function addCredentialAction(input: unknown) {
  return adminAction(AddCredentialOfSchema, input, async ({ context, session, input: added }) => {
    const credential = await addCredential(context, session.actor, added);
    revalidatePath(PAGE, 'page');
    return credential;
  });
}

export async function updateCredentialAction(input: unknown) {
  return adminAction(UpdateCredentialOfSchema, input, async ({ context, session, input: update }) => {
    const credential = await updateCredential(context, session.actor, update);
    revalidatePath(PAGE, 'page');
    return credential;
  });
}

export async function removeCredentialAction(input: unknown) {
  return adminAction(RemoveCredentialOfSchema, input, async ({ context, session, input: removed }) => {
    await removeCredential(context, session.actor, removed);
    revalidatePath(PAGE, 'page');
  });
}

export async function createRegistrationTokenAction(input: unknown) {
  return adminAction(CreateTokenSchema, input, ({ context, session, input: token }) =>
    createRegistrationToken(context, session.actor, token),
  );
}

export async function revokeRegistrationTokenAction(input: unknown) {
  return adminAction(TokenSchema, input, async ({ context, session, input: token }) => {
    await revokeRegistrationToken(context, session.actor, token);
    revalidatePath(PAGE, 'page');
  });
}

/** The gateway calls out: the portal has no way to a provider, nor any of its credentials. */
export async function testProviderAction(input: unknown) {
  return adminAction(TestSchema, input, ({ input: { provider, credentialId } }) => {
    const path = `/providers/${encodeURIComponent(provider)}` as const;
    const one =
      credentialId === undefined ? path : (`${path}/credentials/${encodeURIComponent(credentialId)}` as const);
    return gatewayRequest<ProviderTestView>('POST', `${one}/test`);
  });
}
