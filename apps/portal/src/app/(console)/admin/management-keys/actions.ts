'use server';

import { IdSchema } from '@turnpike/contracts/management/fields';
import { CreateManagementKeySchema } from '@turnpike/contracts/management/identity';
import { createManagementKey } from '@turnpike/management/management-keys/create-management-key.use-case';
import { revokeManagementKey } from '@turnpike/management/management-keys/revoke-management-key.use-case';
import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { adminAction } from '../../../../server/action';

const PAGE = '/admin/management-keys';
const KeySchema = z.object({ managementKeyId: IdSchema });

/** The list is read again when the dialog with the secret is closed: until then nothing behind it moves. */
export async function createManagementKeyAction(input: unknown) {
  return adminAction(CreateManagementKeySchema, input, ({ context, session, input: key }) =>
    createManagementKey(context, session.actor, key),
  );
}

export async function revokeManagementKeyAction(input: unknown) {
  return adminAction(KeySchema, input, async ({ context, session, input: key }) => {
    const revoked = await revokeManagementKey(context, session.actor, key);
    revalidatePath(PAGE);
    return revoked;
  });
}
