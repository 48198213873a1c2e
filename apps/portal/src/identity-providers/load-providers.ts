import type { IdentityProviderView } from '@turnpike/contracts/management/identity-providers';
import { cache } from 'react';
import { gatewayRequest } from '../server/gateway';
import { reportFailure } from '../server/report-failure';

/** Nobody waits longer for a button: the form below works without. */
const TIMEOUT_MS = 1_500;

/** The identity providers that are switched on, as the gateway has them; none while it can't be asked. */
export const loadProviders = cache(async (): Promise<IdentityProviderView[]> => {
  try {
    return await gatewayRequest<IdentityProviderView[]>('GET', '/sign-in/providers', { timeoutMs: TIMEOUT_MS });
  } catch (error) {
    reportFailure('identity providers', error);
    return [];
  }
});
