'use server';

import { CreateOwnTenantSchema, type TenantView } from '@turnpike/contracts/management/tenants';
import { createOwnTenant } from '@turnpike/management/tenants/create-own-tenant.use-case';
import { revalidatePath } from 'next/cache';
import { type ActionResult, sessionAction } from '../../../../server/action';
import { rememberPreference } from '../../../../server/remember-preference';

/** Makes an organisation owned by the person, and shows it. */
export async function createOwnTenantAction(input: unknown): Promise<ActionResult<TenantView>> {
  return sessionAction(CreateOwnTenantSchema, input, async ({ context, session, input: given }) => {
    const tenant = await createOwnTenant(context, session.actor, given);
    await rememberPreference('tenant', tenant.id);
    revalidatePath('/', 'layout');
    return tenant;
  });
}
