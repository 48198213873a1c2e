import { generateKeyPairSync, randomBytes } from 'node:crypto';
import Provider, { type Configuration, interactionPolicy } from 'oidc-provider';
import type { People } from './people.js';

/** The one client there is; its secret guards nothing. */
const SANDBOX_CLIENT = { id: 'turnpike', secret: 'sandbox' } as const;

const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 60 * MINUTE_SECONDS;

/** A certified OpenID provider that believes what it is told. Everything is in memory and new at every start. */
export function createOidcProvider(issuer: string, people: People): Provider {
  const provider = new Provider(issuer, configurationOf(people));
  // Wherever the portal lives on this machine; a real provider compares with what was registered.
  provider.Client.prototype.redirectUriAllowed = (address: string) => /^https?:\/\//.test(address);
  return provider;
}

function configurationOf(people: People): Configuration {
  return {
    clients: [
      {
        client_id: SANDBOX_CLIENT.id,
        client_secret: SANDBOX_CLIENT.secret,
        redirect_uris: ['http://127.0.0.1/api/v1/sign-in/oidc/callback'],
        grant_types: ['authorization_code'],
        response_types: ['code'],
        application_type: 'native',
      },
    ],
    jwks: { keys: [signingKey()] },
    cookies: { keys: [randomBytes(24).toString('base64url')] },
    pkce: { required: () => true },
    scopes: ['openid', 'email', 'profile'],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    // Claims in the ID token itself, as Google has them.
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false }, userinfo: { enabled: true } },
    interactions: { url: (_context, { uid }) => `/oidc/interaction/${uid}`, policy: askEveryTime() },
    findAccount: (_context, subject) => {
      const person = people.find(subject);
      if (person === undefined) return undefined;
      const { email, emailVerified, name } = person;
      return {
        accountId: subject,
        claims: () => ({ sub: subject, email, email_verified: emailVerified, name }),
      };
    },
    // Nobody is asked whether the client may know them.
    loadExistingGrant: async ({ oidc }) => {
      const grant = new oidc.provider.Grant({
        clientId: oidc.client?.clientId ?? '',
        accountId: oidc.session?.accountId ?? '',
      });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
    ttl: {
      AccessToken: HOUR_SECONDS,
      AuthorizationCode: MINUTE_SECONDS,
      Grant: HOUR_SECONDS,
      IdToken: HOUR_SECONDS,
      Interaction: 10 * MINUTE_SECONDS,
      Session: HOUR_SECONDS,
    },
  };
}

/** The page comes at every sign-in, so that one can be somebody else each time. */
function askEveryTime() {
  const policy = interactionPolicy.base();
  policy.remove('consent');
  const always = new interactionPolicy.Check(
    'every_time',
    'who it is is asked every time',
    ({ oidc }) => oidc.result?.login === undefined,
  );
  policy.get('login')?.checks.add(always);
  return policy;
}

function signingKey() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'sandbox' };
}
