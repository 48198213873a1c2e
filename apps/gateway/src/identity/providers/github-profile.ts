import { authorizationCodeGrant, fetchProtectedResource } from 'openid-client';
import { z } from 'zod';
import type { ProviderProfile } from '@turnpike/management/identity/sign-in-with-provider.use-case';
import type { ProviderAnswer } from './oidc-profile.js';

const UserSchema = z.object({ id: z.number().int(), login: z.string(), name: z.string().nullish() });
const EmailsSchema = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }));

/** Trades the code for an access token and asks GitHub's API whose it is. The e-mail is the primary one. */
export async function readGitHubProfile(
  { configuration, current, attempt }: ProviderAnswer,
  apiUrl: string,
): Promise<ProviderProfile> {
  const { access_token: accessToken } = await authorizationCodeGrant(configuration, current, {
    expectedState: attempt.state,
    pkceCodeVerifier: attempt.codeVerifier,
  });
  const headers = new Headers({ accept: 'application/vnd.github+json', 'user-agent': 'identity-client' });
  const ask = async (path: string): Promise<unknown> => {
    const url = new URL(`${apiUrl}${path}`);
    const answer = await fetchProtectedResource(configuration, accessToken, url, 'GET', null, headers);
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
    return answer.json();
  };
  const user = UserSchema.parse(await ask('/user'));
  const primary = EmailsSchema.parse(await ask('/user/emails')).find((address) => address.primary);
  return {
    provider: 'github',
    subject: String(user.id),
    email: primary?.email ?? null,
    emailVerified: primary?.verified === true,
    name: user.name ?? user.login,
  };
}
