/** What clients find out by themselves: the server (RFC 8414), and the gateway as what it guards (RFC 9728). */
import type { TokenParties } from './access-token.js';

export const PATHS = {
  authorization: '/oauth/authorize',
  token: '/oauth/token',
  revocation: '/oauth/revoke',
  introspection: '/oauth/introspect',
  jwks: '/oauth/jwks',
} as const;

export const SERVER_METADATA_PATH = '/.well-known/oauth-authorization-server';
export const RESOURCE_METADATA_PATH = '/.well-known/oauth-protected-resource';

export const AUTH_METHODS = ['client_secret_basic', 'private_key_jwt', 'none'] as const;
export const ASSERTION_ALGORITHMS = ['ES256', 'RS256', 'PS256', 'EdDSA', 'Ed25519'] as const;

/** The document at {@link SERVER_METADATA_PATH}. */
export function serverMetadata(issuer: string) {
  const authentication = (name: string, methods: readonly string[] = AUTH_METHODS) => ({
    [`${name}_endpoint_auth_methods_supported`]: methods,
    [`${name}_endpoint_auth_signing_alg_values_supported`]: ASSERTION_ALGORITHMS,
  });
  return {
    issuer,
    authorization_endpoint: issuer + PATHS.authorization,
    token_endpoint: issuer + PATHS.token,
    revocation_endpoint: issuer + PATHS.revocation,
    introspection_endpoint: issuer + PATHS.introspection,
    jwks_uri: issuer + PATHS.jwks,
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: ['client_credentials', 'authorization_code', 'refresh_token'],
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
    ...authentication('token'),
    ...authentication('revocation'),
    ...authentication('introspection', AUTH_METHODS.slice(0, 2)),
  };
}

/** The document at {@link RESOURCE_METADATA_PATH}. */
export function resourceMetadata({ issuer, audience }: TokenParties) {
  return { resource: audience, authorization_servers: [issuer], bearer_methods_supported: ['header'] };
}
