'use server';

import { IdSchema } from '@turnpike/contracts/management/fields';
import {
  type LimitOverrideView,
  SetLimitOverrideSchema,
  SetTenantWeightSchema,
  type TenantWeightView,
} from '@turnpike/contracts/management/limits';
import { type CreditView, GrantCreditSchema } from '@turnpike/contracts/management/money';
import { type ResidencyView, SetResidencySchema } from '@turnpike/contracts/management/residency';
import { TenantStatusChangeSchema, type TenantView } from '@turnpike/contracts/management/tenants';
import { removeLimitOverride } from '@turnpike/management/limits/remove-limit-override.use-case';
import { setLimitOverride } from '@turnpike/management/limits/set-limit-override.use-case';
import { setTenantWeight } from '@turnpike/management/limits/set-tenant-weight.use-case';
import { grantCredit } from '@turnpike/management/money/grant-credit.use-case';
import { resumeTenant } from '@turnpike/management/tenants/resume-tenant.use-case';
import { setResidency } from '@turnpike/management/tenants/set-residency.use-case';
import { suspendTenant } from '@turnpike/management/tenants/suspend-tenant.use-case';
import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { type ActionResult, adminAction } from '../../../../server/action';

const PATH = '/admin/tenants';
const CreditSchema = GrantCreditSchema.extend({ tenantId: IdSchema });
const ResidencySchema = SetResidencySchema.extend({ tenantId: IdSchema });
const SubscriptionSchema = z.object({ subscriptionId: IdSchema });
const OverrideSchema = SetLimitOverrideSchema.extend({ subscriptionId: IdSchema });
const WeightSchema = SetTenantWeightSchema.extend({ tenantId: IdSchema });
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

/** Sets an organisation's share where a model's capacity is short. */
export async function setTenantWeightAction(input: unknown): Promise<ActionResult<TenantWeightView>> {
  return adminAction(WeightSchema, input, async ({ context, session, input }) => {
    const weight = await setTenantWeight(context, session.actor, input);
    revalidatePath(PATH, 'layout');
    return weight;
  });
}

/** Puts limits in the place of those of a subscription's plan. */
export async function setLimitOverrideAction(input: unknown): Promise<ActionResult<LimitOverrideView>> {
  return adminAction(OverrideSchema, input, async ({ context, session, input }) => {
    const override = await setLimitOverride(context, session.actor, input);
    revalidatePath(PATH, 'layout');
    return override;
  });
}

/** Gives a subscription its plan's own limits back. */
export async function removeLimitOverrideAction(input: unknown): Promise<ActionResult<void>> {
  return adminAction(SubscriptionSchema, input, async ({ context, session, input }) => {
    await removeLimitOverride(context, session.actor, input);
    revalidatePath(PATH, 'layout');
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
