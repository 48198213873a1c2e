import { authorizationCodeGrant, type Configuration, fetchUserInfo } from 'openid-client';
import type { ProviderProfile } from '@turnpike/management/identity/sign-in-with-provider.use-case';
import type { OidcSettings } from './provider-settings.js';
import type { SignInAttempt } from './sign-in-attempt.js';

/** What a profile is read from: the address the browser came back to, and the attempt that it carried. */
export interface ProviderAnswer {
  configuration: Configuration;
  current: URL;
  attempt: SignInAttempt;
}

/** Trades the code for an ID token, checks it, and asks for what it leaves out. */
export async function readOidcProfile(
  { configuration, current, attempt }: ProviderAnswer,
  provider: OidcSettings['id'],
): Promise<ProviderProfile> {
  const tokens = await authorizationCodeGrant(configuration, current, {
    expectedState: attempt.state,
    expectedNonce: attempt.nonce,
    pkceCodeVerifier: attempt.codeVerifier,
    idTokenExpected: true,
  });
  const claims = tokens.claims();
  if (claims === undefined) throw new Error('an ID token without claims');
  const { sub: subject } = claims;
  const isEnough = typeof claims.email === 'string' && claims.email_verified !== undefined;
  const { email, email_verified, name } = isEnough
    ? claims
    : await fetchUserInfo(configuration, tokens.access_token, subject);
  return {
    provider,
    subject,
    email: typeof email === 'string' ? email : null,
    // Some providers send the word instead of the value.
    emailVerified: email_verified === true || email_verified === 'true',
    name: typeof name === 'string' ? name : '',
  };
}
