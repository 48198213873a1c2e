'use server';

import { type AllowListsView, SetAllowListSchema } from '@turnpike/contracts/management/allow-lists';
import { IdSchema } from '@turnpike/contracts/management/fields';
import { type KeyPolicyView, SetKeyPolicySchema } from '@turnpike/contracts/management/keys';
import { setApplicationAllowList } from '@turnpike/management/allow-lists/set-application-allow-list.use-case';
import { setTenantAllowList } from '@turnpike/management/allow-lists/set-tenant-allow-list.use-case';
import { setKeyPolicy } from '@turnpike/management/keys/set-key-policy.use-case';
import { revalidatePath } from 'next/cache';
import { type ActionResult, tenantAction } from '../../../../server/action';

const HERE = '/org/access';
const ApplicationAllowListSchema = SetAllowListSchema.extend({ applicationId: IdSchema });

export async function setTenantAllowListAction(input: unknown): Promise<ActionResult<AllowListsView>> {
  return tenantAction(SetAllowListSchema, input, async ({ context, session, input: given }) => {
    const lists = await setTenantAllowList(context, session.actor, { ...given, tenantId: session.tenant.id });
    revalidatePath(HERE);
    return lists;
  });
}

export async function setApplicationAllowListAction(input: unknown): Promise<ActionResult<AllowListsView>> {
  return tenantAction(ApplicationAllowListSchema, input, async ({ context, session, input: given }) => {
    const lists = await setApplicationAllowList(context, session.actor, given);
    revalidatePath(HERE);
    return lists;
  });
}

export async function setKeyPolicyAction(input: unknown): Promise<ActionResult<KeyPolicyView>> {
  return tenantAction(SetKeyPolicySchema, input, async ({ context, session, input: given }) => {
    const policy = await setKeyPolicy(context, session.actor, { ...given, tenantId: session.tenant.id });
    revalidatePath(HERE);
    return policy;
  });
}
