/** What a key is bound to, as it is asked for and as it is kept. */
import type { ApplicationScopeView, UpdateKeyInput } from '@turnpike/contracts/management/keys';
import type { Transaction } from '@turnpike/db/client';
import { ApiError } from '@turnpike/errors/api-error';
import { requireNetworks } from '../allow-lists/require-networks.js';
import { loadApplicationScopes } from './application-scopes.js';

export interface KeyTerms {
  scopes: string[];
  models: string[];
  addresses: string[];
}

export const NO_TERMS: KeyTerms = { scopes: [], models: [], addresses: [] };

/**
 * The terms a key will have: what is asked for, else what it had. New scopes and models must be of what the application
 * is subscribed to, so that a typo doesn't make a key that may do nothing; `unknown_reference` names them. What a key had
 * already may stay when a subscription has ended since.
 */
export async function requireKeyTerms(
  tx: Pick<Transaction, 'subscription'>,
  applicationId: string,
  terms: { asked: Pick<UpdateKeyInput, keyof KeyTerms>; before: KeyTerms },
): Promise<KeyTerms> {
  const { asked, before } = terms;
  const after: KeyTerms = {
    scopes: asked.scopes === undefined ? before.scopes : unique(asked.scopes),
    models: asked.models === undefined ? before.models : unique(asked.models),
    addresses: asked.addresses === undefined ? before.addresses : requireNetworks(asked.addresses, 'addresses'),
  };
  const scopes = after.scopes.filter((scope) => scope !== '*' && !before.scopes.includes(scope));
  const models = after.models.filter((model) => !before.models.includes(model));
  if (scopes.length + models.length === 0) return after;
  const offered = await loadApplicationScopes(tx, applicationId);
  requireKnown('scopes', scopes, scopesOf(offered));
  requireKnown('models', models, new Set(offered.flatMap((product) => product.models)));
  return after;
}

function scopesOf(offered: readonly ApplicationScopeView[]): Set<string> {
  return new Set(offered.flatMap(({ scope, operations }) => [scope, ...operations.map((one) => one.scope)]));
}

function requireKnown(param: 'scopes' | 'models', asked: readonly string[], known: ReadonlySet<string>): void {
  const unknown = asked.filter((one) => !known.has(one));
  if (unknown.length === 0) return;
  const message = `The application has no subscription that offers ${unknown.join(', ')}.`;
  throw new ApiError('unknown_reference', { message, param });
}

function unique(list: readonly string[]): string[] {
  return [...new Set(list)];
}
