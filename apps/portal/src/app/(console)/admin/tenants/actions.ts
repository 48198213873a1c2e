'use server';

import { IdSchema } from '@turnpike/contracts/management/fields';
import { type CreditView, GrantCreditSchema } from '@turnpike/contracts/management/money';
import { type ResidencyView, SetResidencySchema } from '@turnpike/contracts/management/residency';
import { TenantStatusChangeSchema, type TenantView } from '@turnpike/contracts/management/tenants';
import { grantCredit } from '@turnpike/management/money/grant-credit.use-case';
import { resumeTenant } from '@turnpike/management/tenants/resume-tenant.use-case';
import { setResidency } from '@turnpike/management/tenants/set-residency.use-case';
import { suspendTenant } from '@turnpike/management/tenants/suspend-tenant.use-case';
import { revalidatePath } from 'next/cache';
import { type ActionResult, adminAction } from '../../../../server/action';

const PATH = '/admin/tenants';
const CreditSchema = GrantCreditSchema.extend({ tenantId: IdSchema });
const ResidencySchema = SetResidencySchema.extend({ tenantId: IdSchema });
const StatusSchema = TenantStatusChangeSchema.extend({ tenantId: IdSchema });

/** Gives an organisation credit, with a reason. */
export async function grantCreditAction(input: unknown): Promise<ActionResult<CreditView>> {
  return adminAction(CreditSchema, input, async ({ context, session, input }) => {
    const credit = await grantCredit(context, session.actor, input);
    revalidatePath(PATH, 'layout');
    return credit;
  });
}

/** Sets where an organisation's calls may be served. */
export async function setTenantResidencyAction(input: unknown): Promise<ActionResult<ResidencyView>> {
  return adminAction(ResidencySchema, input, async ({ context, session, input }) => {
    const residency = await setResidency(context, session.actor, input);
    revalidatePath(PATH, 'layout');
    return residency;
  });
}

/** Stops an organisation's calls. */
export async function suspendTenantAction(input: unknown): Promise<ActionResult<TenantView>> {
  return adminAction(StatusSchema, input, async ({ context, session, input }) => {
    const tenant = await suspendTenant(context, session.actor, input);
    revalidatePath(PATH, 'layout');
    return tenant;
  });
}

/** Lets a suspended organisation call again. */
export async function resumeTenantAction(input: unknown): Promise<ActionResult<TenantView>> {
  return adminAction(StatusSchema, input, async ({ context, session, input }) => {
    const tenant = await resumeTenant(context, session.actor, input);
    revalidatePath(PATH, 'layout');
    return tenant;
  });
}
