/**
 * A target's credential: an API key as it is, or an application of Microsoft Entra as a JSON object, for which a token
 * is asked (OAuth 2.0 client credentials, RFC 6749 §4.4). `authority` and `scope` are for the clouds of nations, which
 * have their own.
 */
import { parseObject, textOf } from '@turnpike/dialects/json';
import { type AccessToken, AccessTokenCache } from '../access-token-cache.js';
import {
  CredentialRefused,
  type ModelListRequest,
  type SigningServices,
  type UpstreamRequest,
  type UpstreamTarget,
} from '../provider-adapter.js';

const AUTHORITY = 'https://login.microsoftonline.com';
const SCOPE = 'https://cognitiveservices.azure.com/.default';
/** An id or a domain: it becomes part of a path. */
const TENANT = /^[A-Za-z0-9][A-Za-z0-9.-]{0,127}$/;
const MOST_LIFETIME_S = 24 * 60 * 60;

interface EntraCredential {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope: string;
}

const tokens = new AccessTokenCache();

/** Whether a token has to be asked for; else the credential is an API key. */
export function isEntra(credential: string): boolean {
  return credential.trimStart().startsWith('{');
}

/** Every text of a credential that must not be shown. */
export function secretsOf(credential: string): string[] {
  const secret = isEntra(credential) ? textOf(parseObject(credential)?.clientSecret) : null;
  return [credential, secret].filter((text) => text !== null && text !== '') as string[];
}

/**
 * The same request with a token, where the target's credential asks for one.
 * Rejects with EgressError where nobody answers, with CredentialRefused where no token is given.
 */
export async function sign<R extends UpstreamRequest | ModelListRequest>(
  request: R,
  target: UpstreamTarget,
  services: SigningServices,
): Promise<R> {
  if (!isEntra(target.credential)) return request;
  const token = await tokens.get(target.credential, services.nowMs(), () => askForToken(target.credential, services));
  return { ...request, headers: [...request.headers, 'authorization', `Bearer ${token}`] };
}

async function askForToken(text: string, services: SigningServices): Promise<AccessToken> {
  const { tokenUrl, clientId, clientSecret, scope } = readCredential(text);
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
    scope,
  });
  const askedAtMs = services.nowMs();
  const answer = await services.fetch({
    url: tokenUrl,
    method: 'POST',
    headers: ['content-type', 'application/x-www-form-urlencoded', 'accept', 'application/json'],
    body: form.toString(),
  });
  const json = answer.status === 200 ? parseObject(answer.body.toString()) : null;
  const token = textOf(json?.access_token);
  const lifetime = Number(json?.expires_in);
  // Into a header it goes: whatever else a token server may say, it isn't that.
  if (token === null || !/^[\x21-\x7e]+$/.test(token) || !(lifetime > 0)) {
    throw new CredentialRefused(`Microsoft Entra gave no token: it answered ${answer.status}`);
  }
  return { token, expiresAtMs: askedAtMs + Math.min(lifetime, MOST_LIFETIME_S) * 1_000 };
}

function readCredential(text: string): EntraCredential {
  const json = parseObject(text);
  const { tenantId, clientId, clientSecret } = json ?? {};
  const authority = URL.parse(textOf(json?.authority) ?? AUTHORITY);
  const isWhole = typeof clientId === 'string' && typeof clientSecret === 'string';
  if (!isWhole || typeof tenantId !== 'string' || !TENANT.test(tenantId) || !isAuthority(authority)) {
    throw new CredentialRefused(
      'An Entra credential is {"tenantId", "clientId", "clientSecret", "authority"?, "scope"?}',
    );
  }
  const basePath = authority.pathname.replace(/\/+$/, '');
  const tokenUrl = `${authority.origin}${basePath}/${tenantId}/oauth2/v2.0/token`;
  return { tokenUrl, clientId, clientSecret, scope: textOf(json?.scope) ?? SCOPE };
}

function isAuthority(url: URL | null): url is URL {
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return false;
  return url.username === '' && url.password === '' && url.search === '' && url.hash === '';
}
