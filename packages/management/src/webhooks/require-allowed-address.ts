import { ApiError } from '@turnpike/errors/api-error';
import type { ManagementContext } from '../management-context.js';
import type { AddressRefusal } from './address-port.js';

const REASONS: Record<AddressRefusal, string> = {
  malformed: 'The address is not a URL.',
  scheme: 'The address must begin with https://.',
  credentials: 'The address must not hold a user name or a password.',
  port: 'The port belongs to another service: use 443, or one from 1024 on.',
  unresolved: 'The name in the address can not be resolved.',
  not_public: 'The address is not on the public internet.',
};

/**
 * Refuses an address that nothing may be sent to with `address_not_allowed`, naming the parameter. A courtesy to whoever
 * enters it: what protects is the check at every delivery. Never inside a transaction.
 */
export async function requireAllowedAddress(context: ManagementContext, url: string, param: string): Promise<void> {
  if (context.addresses === null) throw new ApiError('address_not_allowed', { param });
  const refusal = await context.addresses.check(url);
  if (refusal !== null) throw new ApiError('address_not_allowed', { message: REASONS[refusal], param });
}
