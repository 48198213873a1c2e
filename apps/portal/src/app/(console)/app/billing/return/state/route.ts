import { ApiError } from '@turnpike/errors/api-error';
import { getPayment } from '@turnpike/management/payments/get-payment.use-case';
import type { NextRequest } from 'next/server';
import { answerTenant, freshJson } from '../../../../../../server/answer';
import { managementContext } from '../../../../../../server/management';

/** How a payment stands, for the page that waits for it. */
export function GET(request: NextRequest): Promise<Response> {
  return answerTenant(async ({ actor }) => {
    const paymentId = request.nextUrl.searchParams.get('payment');
    if (paymentId === null) throw new ApiError('not_found');
    return freshJson(await getPayment(managementContext(), actor, { paymentId }));
  });
}
