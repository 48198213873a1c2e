import { ApiError } from '@turnpike/errors/api-error';
import type { ManagementContext } from '../management-context.js';
import type { PaymentsPort } from './payments-port.js';

/** The payment provider, or `invalid_state` where nobody collects money. */
export function requirePayments({ payments }: ManagementContext): PaymentsPort {
  if (payments !== null) return payments;
  throw new ApiError('invalid_state', { message: 'No payment provider is set up here.' });
}
