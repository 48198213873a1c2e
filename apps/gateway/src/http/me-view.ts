/** What a credential is told of itself: what it is and may do, its limits, and its tenant's balance. */
import type { MeView } from '@turnpike/contracts/me';
import { publicId } from '@turnpike/domain/ids';
import { formatAmount, fromBaseUnits } from '@turnpike/domain/money';
import type { Caller } from '@turnpike/pipeline/caller';
import { credentialIdKind } from '@turnpike/pipeline/limits/compile-limits';
import { limitStates } from '@turnpike/pipeline/limits/limit-states';
import type { Granted, LimitState } from '@turnpike/pipeline/tickets';

/** `state` is of a look: it has the balance. */
export function meView({ caller, entitlements }: Granted, { limits, reply }: LimitState): MeView {
  const { terms, accountTerms } = caller;
  return {
    object: 'me',
    credential: credentialOf(caller),
    application: {
      id: publicId('application', caller.applicationId),
      addresses: listOf(accountTerms?.applicationAddresses),
    },
    tenant: {
      id: publicId('tenant', caller.tenantId),
      timeZone: caller.tenantTimeZone,
      billingMode: caller.billingMode,
      // Where an organisation's own networks are is nothing for a token that its users hold.
      addresses: terms?.kind === 'client_token' ? null : listOf(accountTerms?.tenantAddresses),
    },
    subscriptions: entitlements.map(({ subscription, product, planVersion }) => ({
      id: publicId('subscription', subscription.id),
      product: product.slug,
      planVersion: planVersion.version,
    })),
    ...limitStates(limits, reply),
    balance: balanceOf(caller, reply.balance),
  };
}

function credentialOf(caller: Caller): MeView['credential'] {
  const { terms, keyId, keyExpiresAtMs, environment } = caller;
  return {
    id: publicId(credentialIdKind(terms), keyId),
    kind: terms?.kind ?? 'api_key',
    environment,
    expiresAt: keyExpiresAtMs === null ? null : new Date(keyExpiresAtMs).toISOString(),
    scopes: listOf(terms?.scopes),
    models: listOf(terms?.models),
    addresses: listOf(terms?.addresses),
    endUser: terms?.endUser ?? null,
    userId: terms === null || terms.userId === null ? null : publicId('user', terms.userId),
  };
}

function listOf(list: readonly string[] | null | undefined): string[] | null {
  return list === null || list === undefined ? null : [...list];
}

function balanceOf({ currency, terms }: Caller, balance: LimitState['reply']['balance']): MeView['balance'] {
  if (currency === null || balance === null || terms?.kind === 'client_token') return null;
  const { posted, pending, held } = balance;
  const text = (units: bigint) => formatAmount(fromBaseUnits(units, currency));
  const available = text(posted - pending - held);
  return { currency, posted: text(posted), pending: text(pending), held: text(held), available };
}
