'use server';

import { type PaymentDetailView, type PaymentView, StartTopUpSchema } from '@turnpike/contracts/management/payments';
import { IdSchema } from '@turnpike/contracts/management/fields';
import { type LowBalanceView, SetLowBalanceSchema } from '@turnpike/contracts/management/money';
import { setLowBalance } from '@turnpike/management/tenants/set-low-balance.use-case';
import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { type ActionResult, tenantAction } from '../../../../server/action';
import { gatewayRequest } from '../../../../server/gateway';

const TopUpSchema = StartTopUpSchema.omit({ tenantId: true });
const PaymentSchema = z.object({ paymentId: IdSchema });

/** Opens a checkout: only the gateway holds the payment provider's key. */
export async function startTopUpAction(input: unknown): Promise<ActionResult<PaymentView>> {
  return tenantAction(TopUpSchema, input, async ({ session, input }) => {
    const body = { ...input, tenantId: session.tenant.id };
    const payment = await gatewayRequest<PaymentView>('POST', '/payments', { body });
    revalidatePath('/app/billing');
    return payment;
  });
}

/** Has the gateway ask the provider how a payment stands; what it answers counts once, like its webhook. */
export async function refreshPaymentAction(input: unknown): Promise<ActionResult<PaymentDetailView>> {
  return tenantAction(PaymentSchema, input, async ({ input }) => {
    const path = `/payments/${encodeURIComponent(input.paymentId)}/refresh` as const;
    const payment = await gatewayRequest<PaymentDetailView>('POST', path);
    revalidatePath('/app/billing');
    return payment;
  });
}

export async function setLowBalanceAction(input: unknown): Promise<ActionResult<LowBalanceView>> {
  return tenantAction(SetLowBalanceSchema, input, async ({ context, session, input }) => {
    const set = await setLowBalance(context, session.actor, { ...input, tenantId: session.tenant.id });
    revalidatePath('/app/billing');
    return set;
  });
}
