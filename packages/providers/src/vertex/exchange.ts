/**
 * A service account's key for an access token: a signed assertion, posted to the token endpoint (RFC 7523; Google,
 * "Using OAuth 2.0 for server to server applications").
 */
import { sign as signBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { parseObject, textOf } from '@turnpike/dialects/json';
import { EgressError } from '@turnpike/egress/egress-error';
import type { AccessToken } from '../access-token-cache.js';
import { CredentialRefused } from '../provider-adapter.js';
import type { SigningServices, UpstreamAnswer } from '../provider-adapter.js';
import { parseServiceAccount } from './credential.js';
import type { ServiceAccount } from './credential.js';

const SCOPE = 'https://www.googleapis.com/auth/cloud-platform';
const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
/** The most that Google accepts. */
const ASSERTION_LIFETIME_S = 3_600;
/** Google always says it; where it weren't said, the token would be used for some minutes. */
const LIFETIME_UNSAID_S = 300;

/** Off the event loop: a signature takes milliseconds. */
const signAsync = promisify(signBytes);

/** Rejects with EgressError, or CredentialRefused for what is no service account's key or isn't accepted as one. */
export async function exchangeKey(credential: string, services: SigningServices): Promise<AccessToken> {
  const account = parseServiceAccount(credential);
  if (account === null) throw new CredentialRefused('the credential is not the JSON key of a service account');
  const nowMs = services.nowMs();
  const assertion = await writeAssertion(account, Math.floor(nowMs / 1_000));
  const answer = await services.fetch({
    url: account.tokenUri,
    method: 'POST',
    headers: ['content-type', 'application/x-www-form-urlencoded', 'accept', 'application/json'],
    body: new URLSearchParams({ grant_type: GRANT_TYPE, assertion }).toString(),
  });
  return readTokenAnswer(answer, nowMs);
}

async function writeAssertion(account: ServiceAccount, nowS: number): Promise<string> {
  const { email, keyId, tokenUri, privateKey } = account;
  const header = { alg: 'RS256', typ: 'JWT', ...(keyId !== null && { kid: keyId }) };
  const claims = { iss: email, scope: SCOPE, aud: tokenUri, iat: nowS, exp: nowS + ASSERTION_LIFETIME_S };
  const signed = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  const signature = await signAsync('RSA-SHA256', Buffer.from(signed), privateKey);
  return `${signed}.${signature.toString('base64url')}`;
}

/** The token in an answer (RFC 6749, §5). */
function readTokenAnswer({ status, body }: UpstreamAnswer, nowMs: number): AccessToken {
  if (status === 429 || status >= 500) throw notAnswered(`token_endpoint_${status}`);
  if (status < 200 || status > 299) throw new CredentialRefused(`the token endpoint answered ${status}`);
  const answer = parseObject(body.toString());
  const token = textOf(answer?.access_token) ?? '';
  // It becomes a header's value.
  if (!/^[\x21-\x7e]+$/.test(token)) throw notAnswered('token_endpoint_nonsense');
  const seconds = Number(answer?.expires_in);
  return { token, expiresAtMs: nowMs + (seconds > 0 ? seconds : LIFETIME_UNSAID_S) * 1_000 };
}

/** The provider itself was never asked: it may be, again or elsewhere. */
function notAnswered(code: string): EgressError {
  return new EgressError({ kind: 'connect', code, beforeHeaders: true, requestSent: false });
}
