import { compileNetworks, formatAddress } from '@turnpike/domain/network';
import { ApiError } from '@turnpike/errors/api-error';
import type { Identified } from '../tickets.js';

/** Lists as they are asked, by the list itself: one is compiled when its caller first calls, and goes with the caller. */
const compiled = new WeakMap<readonly string[], (address: string) => boolean>();

/**
 * Whether the call comes from where tenant, application and credential all allow; the error where it doesn't. The
 * address is the peer's, or what trusted proxies say of it: headers of anybody else say nothing. A job was judged when
 * it was given in and comes from nowhere now.
 */
export function checkAddress({ arrival, caller }: Identified): ApiError | null {
  const { terms, accountTerms } = caller;
  if (terms === null && accountTerms === null) return null;
  const { address, onBehalfOf } = arrival.exchange;
  if (onBehalfOf !== undefined) return null;
  if (accountTerms !== null) {
    const { tenantAddresses, applicationAddresses } = accountTerms;
    const refusal =
      outside('tenant', tenantAddresses, address) ?? outside('application', applicationAddresses, address);
    if (refusal !== null) return refusal;
  }
  return terms === null ? null : outside('credential', terms.addresses, address);
}

const LISTS = { tenant: 'the organisation', application: 'the application', credential: 'the credential' } as const;

function outside(whose: keyof typeof LISTS, list: readonly string[] | null, address: string | null): ApiError | null {
  if (list === null) return null;
  let isWithin = compiled.get(list);
  if (isWithin === undefined) compiled.set(list, (isWithin = compileNetworks(list)));
  if (address !== null && isWithin(address)) return null;
  const seen = address === null ? null : formatAddress(address);
  const from = seen === null ? 'an address nobody knows' : `the address ${seen}`;
  return new ApiError('address_not_permitted', {
    message: `The call comes from ${from}, which is not on the allow-list of ${LISTS[whose]}.`,
    details: { address: seen, list: whose },
  });
}
