/** What an OAuth client may be: the rules that hold between its fields. */
import { createPublicKey, type JsonWebKey } from 'node:crypto';
import type { OAuthAuthMethod, OAuthGrantType } from '@turnpike/contracts/management/oauth';
import { ApiError } from '@turnpike/errors/api-error';

export interface ClientTerms {
  kind: 'confidential' | 'public';
  grantTypes: readonly OAuthGrantType[];
  authMethod: OAuthAuthMethod;
  redirectUris: readonly string[];
  website: string | null;
  jwks: { keys: readonly object[] } | null;
}

/** Refuses with `validation_failed`, naming the parameter, what no client may be. */
export function requireClientTerms(terms: ClientTerms): void {
  const { kind, grantTypes, authMethod, redirectUris, website, jwks } = terms;
  const asksPeople = grantTypes.includes('authorization_code');
  if (kind === 'public' && grantTypes.includes('client_credentials'))
    refuse('grantTypes', 'A public client has no credentials of its own; it can only ask people.');
  if (grantTypes.includes('refresh_token') && !asksPeople)
    refuse('grantTypes', 'Refresh tokens come with authorization codes.');
  if ((authMethod === 'none') !== (kind === 'public'))
    refuse('authMethod', 'A public client shows nothing, a confidential one a secret or a signature.');
  if (asksPeople !== redirectUris.length > 0)
    refuse('redirectUris', 'A client that asks people needs an address to send them back to; no other has one.');
  if ((authMethod === 'private_key_jwt') !== (jwks !== null))
    refuse('jwks', 'Public keys are for private_key_jwt, and needed there.');
  for (const uri of redirectUris)
    if (!isRedirectUri(uri)) refuse('redirectUris', `${uri} is neither https nor loopback.`);
  if (website !== null && !/^https?:$/.test(URL.parse(website)?.protocol ?? ''))
    refuse('website', 'The website must be an https address.');
  for (const key of jwks?.keys ?? [])
    if (!isPublicKey(key)) refuse('jwks', 'Each key must be a public RSA, EC or Ed25519 key.');
}

function refuse(param: string, message: string): never {
  throw new ApiError('validation_failed', { message, param });
}

const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);

function isRedirectUri(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || text.includes('#') || url.username !== '' || url.password !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.has(url.hostname));
}

const MIN_RSA_BITS = 2_048;

function isPublicKey(jwk: object): boolean {
  if ('d' in jwk || 'k' in jwk) return false;
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' });
    if (asymmetricKeyType === 'rsa') return (asymmetricKeyDetails?.modulusLength ?? 0) >= MIN_RSA_BITS;
    return asymmetricKeyType === 'ec' || asymmetricKeyType === 'ed25519';
  } catch {
    return false;
  }
}
