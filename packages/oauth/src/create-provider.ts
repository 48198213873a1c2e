/** oidc-provider, set up as our server: OAuth 2.1 and nothing of OpenID Connect. Imported on the first request alone. */
import { hkdfSync } from 'node:crypto';
import { OAUTH_INTERACTION_COOKIE } from '@turnpike/contracts/oauth-interaction';
import { coversScope } from '@turnpike/domain/scopes';
import { parseId } from '@turnpike/domain/ids';
import type { ManagementContext } from '@turnpike/management/management-context';
import { isClientSecret } from '@turnpike/management/oauth/client-secret';
import type { JWK } from 'jose';
import Provider, {
  type AdapterFactory,
  type Client,
  type Configuration,
  errors,
  interactionPolicy,
  type KoaContextWithOIDC,
} from 'oidc-provider';
import type { TokenParties } from './access-token.js';
import { ALLOWED_SCOPES, clientStore } from './client-store.js';
import { grantStore } from './grant-store.js';
import type { IssuedTokens } from './issued-tokens.js';
import { ACCESS_TOKEN_SECONDS, CODE_SECONDS, INTERACTION_SECONDS, REFRESH_TOKEN_SECONDS } from './lifetimes.js';
import { ASSERTION_ALGORITHMS, AUTH_METHODS, PATHS } from './metadata.js';
import { NOWHERE, RecordStore } from './record-store.js';

export interface ProviderParts {
  context: ManagementContext;
  parties: TokenParties;
  signingKey: JWK;
  issued: IssuedTokens;
  onError: (error: unknown) => void;
}

/** A server that signs with one key; another key is another server. */
export function createProvider(parts: ProviderParts): Provider {
  const { context, parties, onError } = parts;
  const provider = new Provider(parties.issuer, configurationOf(parts));
  // The listener says what was asked for: host and protocol are the issuer's, whoever passed the request on.
  provider.proxy = true;
  provider.Client.prototype.compareClientSecret = function (this: Client, secret: string) {
    const kept = (this.clientSecret ?? '').split('.').map((hash) => Buffer.from(hash, 'hex'));
    return Promise.resolve(kept.some((hash) => isClientSecret(context, secret, hash)));
  };
  provider.on('server_error', (_context, error) => onError(error));
  return provider;
}

const ROUTES = {
  authorization: PATHS.authorization,
  token: PATHS.token,
  revocation: PATHS.revocation,
  introspection: PATHS.introspection,
  jwks: PATHS.jwks,
};

const TTL = {
  AccessToken: ACCESS_TOKEN_SECONDS,
  ClientCredentials: ACCESS_TOKEN_SECONDS,
  AuthorizationCode: CODE_SECONDS,
  RefreshToken: REFRESH_TOKEN_SECONDS,
  Interaction: INTERACTION_SECONDS,
  Session: INTERACTION_SECONDS,
  Grant: REFRESH_TOKEN_SECONDS,
  IdToken: ACCESS_TOKEN_SECONDS,
};

function cookiesOf({ keyPepper, keyPeppersRetired }: ProviderParts['context']): NonNullable<Configuration['cookies']> {
  return {
    keys: [keyPepper, ...keyPeppersRetired].map(cookieKey),
    names: { interaction: OAUTH_INTERACTION_COOKIE, resume: 'oauth_resume', session: 'oauth_session' },
    short: { signed: true, httpOnly: true, sameSite: 'lax' },
    long: { signed: true, httpOnly: true, sameSite: 'lax' },
  };
}

function featuresOf(parties: ProviderParts['parties']): NonNullable<Configuration['features']> {
  const off = { enabled: false };
  const ownTokens = (_context: KoaContextWithOIDC, client: Client, token: { clientId?: string | undefined }) =>
    client.clientAuthMethod !== 'none' && token.clientId === client.clientId;
  return {
    clientCredentials: { enabled: true },
    introspection: { enabled: true, allowedPolicy: ownTokens },
    revocation: { enabled: true, allowedPolicy: (_context, client, token) => token.clientId === client.clientId },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => parties.audience,
      useGrantedResource: () => true,
      getResourceServerInfo: (request, resource, client) => resourceServer(request, { resource, client, parties }),
    },
    devInteractions: off,
    userinfo: off,
    rpInitiatedLogout: off,
    dPoP: off,
    pushedAuthorizationRequests: off,
  };
}

function configurationOf(parts: ProviderParts): Configuration {
  const { context, parties, signingKey } = parts;
  return {
    adapter: adapterOf(parts),
    jwks: { keys: [signingKey] },
    scopes: [],
    claims: {},
    responseTypes: ['code'],
    clientAuthMethods: [...AUTH_METHODS],
    enabledJWA: { clientAuthSigningAlgValues: [...ASSERTION_ALGORITHMS], idTokenSigningAlgValues: ['ES256'] },
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    extraClientMetadata: { properties: [ALLOWED_SCOPES] },
    pkce: { required: () => true },
    rotateRefreshToken: true,
    issueRefreshToken: (_context, client) => Promise.resolve(client.grantTypeAllowed('refresh_token')),
    expiresWithSession: () => Promise.resolve(false),
    allowOmittingSingleRegisteredRedirectUri: false,
    clientBasedCORS: (_context, origin, client) =>
      client.redirectUris?.some((uri) => URL.parse(uri)?.origin === origin) === true,
    cookies: cookiesOf(context),
    features: featuresOf(parties),
    routes: ROUTES,
    ttl: TTL,
    interactions: {
      policy: askEveryTime(),
      url: (_context, { uid }) => `${parties.issuer}/consent/${uid}`,
    },
    loadExistingGrant: async ({ oidc }) => {
      const grantId = oidc.result?.consent?.grantId;
      return grantId === undefined ? undefined : oidc.provider.Grant.find(grantId);
    },
    findAccount: (_context, subject) => findAccount(context, subject),
    extraTokenClaims: (_context, token) =>
      'grantId' in token && token.grantId !== undefined ? { grant_id: token.grantId } : undefined,
    renderError: (request, out) => {
      const page = new URL(`${parties.issuer}/consent/problem`);
      page.searchParams.set('error', out.error);
      request.status = 303;
      request.redirect(page.href);
    },
  };
}

/** Who it is, and whether they let the client in, is asked every time; the page remembers the answer. */
function askEveryTime() {
  const policy = interactionPolicy.base();
  policy.remove('consent');
  const always = new interactionPolicy.Check(
    'every_time',
    'the portal says who is signed in',
    ({ oidc }) => oidc.result?.login === undefined,
  );
  policy.get('login')?.checks.add(always);
  return policy;
}

function adapterOf({ context, parties, issued }: ProviderParts): AdapterFactory {
  const grants = grantStore(context, parties.audience);
  return (model) => {
    switch (model) {
      case 'Client':
        return clientStore(context);
      case 'Grant':
        return grants;
      case 'AccessToken':
      case 'ClientCredentials':
        return issued.store(model);
      case 'Session':
        return NOWHERE;
      case 'ReplayDetection':
        return new RecordStore(model, context.db.pool, () => {
          throw new errors.InvalidClientAuth('client assertion tokens must only be used once');
        });
      default:
        return new RecordStore(model, context.db.pool, async (grantId) => {
          if (grantId !== null) await grants.destroy(grantId);
          throw new errors.InvalidGrant('shown twice at the same time');
        });
    }
  };
}

/** Clients that know OpenID Connect ask so for a refresh token, which every client that may renew is given. */
const OFFLINE_ACCESS = 'offline_access';

/**
 * The gateway, as what tokens are for. A client that names no scope asks for all that it may; one that names what it may
 * not is refused.
 */
function resourceServer(
  { oidc }: KoaContextWithOIDC,
  { resource, client, parties }: { resource: string; client: Client; parties: TokenParties },
) {
  if (resource !== parties.audience) throw new errors.InvalidTarget();
  const allowed = client[ALLOWED_SCOPES] as string[];
  const params = oidc.params as { scope?: string; grant_type?: string } | undefined;
  const isAsking = oidc.route === 'authorization' || params?.grant_type === 'client_credentials';
  if (isAsking && params !== undefined) params.scope ??= allowed.join(' ');
  // What a code or a refresh token stands for was asked for when it was made.
  const { AuthorizationCode: code, RefreshToken: refresh } = oidc.entities;
  const scopes = params?.scope ?? (code ?? refresh)?.scope ?? '';
  const asked = scopes.split(' ').filter((scope) => scope !== '' && scope !== OFFLINE_ACCESS);
  const denied = asked.find((scope) => !coversScope(allowed, scope));
  if (isAsking && denied !== undefined) throw new errors.InvalidScope('requested scope is not allowed', denied);
  const narrower = asked.filter((scope) => coversScope(allowed, scope));
  return {
    scope: [...new Set([...allowed, ...narrower])].join(' '),
    audience: parties.audience,
    accessTokenTTL: ACCESS_TOKEN_SECONDS,
    accessTokenFormat: 'jwt' as const,
    jwt: { sign: { alg: 'ES256' as const } },
  };
}

async function findAccount({ db }: ManagementContext, subject: string) {
  const id = parseId('user', subject);
  const user = id === null ? null : await db.prisma.user.findUnique({ where: { id } });
  if (user === null || user.disabledAt !== null) return undefined;
  return { accountId: subject, claims: () => ({ sub: subject }) };
}

/** The same in every process, and of no use for anything else. */
function cookieKey(pepper: Buffer): string {
  return Buffer.from(hkdfSync('sha256', pepper, '', 'oauth cookies', 32)).toString('base64url');
}
