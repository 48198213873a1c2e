'use server';

import { IdSchema } from '@turnpike/contracts/management/fields';
import { CreateUserSchema } from '@turnpike/contracts/management/identity';
import { SetPasswordSchema } from '@turnpike/contracts/management/users';
import { createUser } from '@turnpike/management/identity/create-user.use-case';
import { disableUser } from '@turnpike/management/identity/disable-user.use-case';
import { enableUser } from '@turnpike/management/identity/enable-user.use-case';
import { setPassword } from '@turnpike/management/identity/set-password.use-case';
import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { adminAction } from '../../../../server/action';

const PAGE = '/admin/users';
const UserSchema = z.object({ userId: IdSchema });
const PasswordOfSchema = UserSchema.extend(SetPasswordSchema.shape);

export async function createUserAction(input: unknown) {
  return adminAction(CreateUserSchema, input, async ({ context, session, input: user }) => {
    const created = await createUser(context, session.actor, user);
    revalidatePath(PAGE);
    return created;
  });
}

export async function setPasswordAction(input: unknown) {
  return adminAction(PasswordOfSchema, input, async ({ context, session, input: change }) => {
    await setPassword(context, session.actor, change);
    revalidatePath(PAGE);
  });
}

export async function disableUserAction(input: unknown) {
  return adminAction(UserSchema, input, async ({ context, session, input: user }) => {
    const disabled = await disableUser(context, session.actor, user);
    revalidatePath(PAGE);
    return disabled;
  });
}

export async function enableUserAction(input: unknown) {
  return adminAction(UserSchema, input, async ({ context, session, input: user }) => {
    const enabled = await enableUser(context, session.actor, user);
    revalidatePath(PAGE);
    return enabled;
  });
}
