'use server';

import { type ResidencyView, SetResidencySchema } from '@turnpike/contracts/management/residency';
import { type TenantView, UpdateTenantSchema } from '@turnpike/contracts/management/tenants';
import { leaveTenant } from '@turnpike/management/members/leave-tenant.use-case';
import { setResidency } from '@turnpike/management/tenants/set-residency.use-case';
import { updateTenant } from '@turnpike/management/tenants/update-tenant.use-case';
import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { type ActionResult, tenantAction } from '../../../../server/action';

export async function updateTenantAction(input: unknown): Promise<ActionResult<TenantView>> {
  return tenantAction(UpdateTenantSchema, input, async ({ context, session, input: given }) => {
    const tenant = await updateTenant(context, session.actor, { ...given, tenantId: session.tenant.id });
    revalidatePath('/', 'layout');
    return tenant;
  });
}

/** Sets where the organisation's calls may be served. */
export async function setResidencyAction(input: unknown): Promise<ActionResult<ResidencyView>> {
  return tenantAction(SetResidencySchema, input, async ({ context, session, input: policy }) => {
    const residency = await setResidency(context, session.actor, { ...policy, tenantId: session.tenant.id });
    revalidatePath('/org/settings');
    return residency;
  });
}

/** Takes the person out of the organisation whose pages are shown. */
export async function leaveTenantAction(input: unknown): Promise<ActionResult<void>> {
  return tenantAction(z.undefined(), input, async ({ context, session }) => {
    await leaveTenant(context, session.actor, { tenantId: session.tenant.id });
    revalidatePath('/', 'layout');
  });
}
