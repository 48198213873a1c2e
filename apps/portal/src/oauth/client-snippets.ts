/** How a client gets its tokens, ready to paste. The secret comes from the environment. */
import type { OAuthClientView } from '@turnpike/contracts/management/oauth';
import type { Snippet } from '../ui/code-block';
import { purposeOf } from './purpose-of';

/** `issuer` is the portal's address. */
export function clientSnippets(client: OAuthClientView, issuer: string): Snippet[] {
  const typescript = { language: 'typescript', label: 'TypeScript', code: typescriptOf(client, issuer) };
  if (purposeOf(client) !== 'service' || client.authMethod !== 'client_secret_basic') return [typescript];
  return [{ language: 'curl', label: 'curl', code: curlOf(client, issuer) }, typescript];
}

function curlOf({ id, scopes }: OAuthClientView, issuer: string): string {
  return `curl ${issuer}/oauth/token \\
  -u "${id}:$CLIENT_SECRET" \\
  -d grant_type=client_credentials \\
  -d "scope=${scopes.join(' ')}"`;
}

function typescriptOf(client: OAuthClientView, issuer: string): string {
  const { id, authMethod, scopes, redirectUris } = client;
  const authentication =
    authMethod === 'client_secret_basic'
      ? 'oauth.ClientSecretBasic(process.env.CLIENT_SECRET)'
      : authMethod === 'private_key_jwt'
        ? 'oauth.PrivateKeyJwt(privateKey)'
        : 'oauth.None()';
  const start = `import * as oauth from 'openid-client';

const authentication = ${authentication};
const server = await oauth.discovery(
  new URL('${issuer}'),
  '${id}',
  undefined,
  authentication,
  { algorithm: 'oauth2' },
);
`;
  if (purposeOf(client) === 'service')
    return `${start}
const { access_token } = await oauth.clientCredentialsGrant(server, { scope: '${scopes.join(' ')}' });`;
  return `${start}
// Send the browser to \`url\`; keep the verifier until it comes back.
const verifier = oauth.randomPKCECodeVerifier();
const url = oauth.buildAuthorizationUrl(server, {
  redirect_uri: '${redirectUris[0] ?? ''}',
  scope: '${scopes.join(' ')}',
  code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
  code_challenge_method: 'S256',
});

// At the redirect URI, with the address that the browser came to.
const tokens = await oauth.authorizationCodeGrant(server, currentUrl, { pkceCodeVerifier: verifier });
const next = await oauth.refreshTokenGrant(server, tokens.refresh_token);`;
}
