'use server';

import { ReferenceSchema } from '@turnpike/contracts/management/fields';
import { CreateProviderSchema, UpdateProviderSchema } from '@turnpike/contracts/management/providers';
import type { ProviderTestView } from '@turnpike/contracts/management/provider-tests';
import { createProvider } from '@turnpike/management/providers/create-provider.use-case';
import { updateProvider } from '@turnpike/management/providers/update-provider.use-case';
import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { adminAction } from '../../../../server/action';
import { gatewayRequest } from '../../../../server/gateway';

const UpdateSchema = z.object({ provider: ReferenceSchema, changes: UpdateProviderSchema });
const TestSchema = z.object({ provider: ReferenceSchema });

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

/** The gateway calls out: the portal has no way to a provider, nor any of its credentials. */
export async function testProviderAction(input: unknown) {
  return adminAction(TestSchema, input, ({ input: { provider } }) =>
    gatewayRequest<ProviderTestView>('POST', `/providers/${encodeURIComponent(provider)}/test`),
  );
}
