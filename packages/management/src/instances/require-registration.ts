import type { Discovery } from '@turnpike/contracts/management/discovery';
import { ApiError } from '@turnpike/errors/api-error';
import type { ManagementContext } from '../management-context.js';
import type { RoutingPort } from '../routing/routing-port.js';
import { judgeAddress } from './instance-address.js';
import type { Registrar } from './resolve-registrar.use-case.js';

/** What the registrar's provider says of registrations; `forbidden` where it takes none. */
export function requireRegistration({ isActive, discovery }: Registrar): Extract<Discovery, { kind: 'registration' }> {
  if (!isActive) throw new ApiError('forbidden', { message: 'The provider is disabled.' });
  if (discovery?.kind === 'registration') return discovery;
  throw new ApiError('forbidden', { message: 'The provider’s instances do not register themselves.' });
}

/** The request path; `invalid_state` in a process without it. */
export function requireRouting({ routing }: ManagementContext): RoutingPort {
  if (routing === null) throw new ApiError('invalid_state', { message: 'Instances register at the gateway.' });
  return routing;
}

/** The address in its one form; `address_not_allowed` for what is none, or is in none of the networks. */
export function requireAddress(text: string, allowedNetworks: readonly string[]): string {
  const judged = judgeAddress(text, allowedNetworks);
  if ('refusal' in judged) throw new ApiError('address_not_allowed', { message: judged.refusal, param: 'address' });
  return judged.address;
}
