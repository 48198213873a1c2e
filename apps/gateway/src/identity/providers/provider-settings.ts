/** Which identity providers are switched on: those whose client is configured. */
import type { GatewayConfig } from '@turnpike/config/gateway';
import type { IdentityProvider } from '@turnpike/contracts/management/identity-providers';

interface Client {
  /** What people read on the button. */
  name: string;
  clientId: string;
  clientSecret: string;
}

/** OpenID Connect: everything else is discovered at the issuer. */
export interface OidcSettings extends Client {
  kind: 'oidc';
  id: Exclude<IdentityProvider, 'github'>;
  issuer: string;
  /** Added to the authorization request. */
  parameters: Readonly<Record<string, string>>;
}

/** GitHub signs in by OAuth 2.0 alone; who it was is asked at its API. */
export interface GitHubSettings extends Client {
  kind: 'github';
  id: 'github';
  url: string;
  apiUrl: string;
}

export type ProviderSettings = OidcSettings | GitHubSettings;

type ProviderConfig = Pick<
  GatewayConfig,
  | 'oidcIssuer'
  | 'oidcClientId'
  | 'oidcClientSecret'
  | 'oidcName'
  | 'googleClientId'
  | 'googleClientSecret'
  | 'githubClientId'
  | 'githubClientSecret'
  | 'githubUrl'
  | 'githubApiUrl'
>;

const GOOGLE_ISSUER = 'https://accounts.google.com';

/** The providers to offer, in the order to offer them. One without all of its client's parts is off. */
export function providersOf(config: ProviderConfig): ProviderSettings[] {
  const providers: ProviderSettings[] = [
    {
      kind: 'oidc',
      id: 'oidc',
      name: config.oidcName,
      issuer: config.oidcIssuer,
      clientId: config.oidcClientId,
      clientSecret: config.oidcClientSecret,
      parameters: {},
    },
    {
      kind: 'oidc',
      id: 'google',
      name: 'Google',
      issuer: GOOGLE_ISSUER,
      clientId: config.googleClientId,
      clientSecret: config.googleClientSecret,
      // Who signed out here and asks again may want another account.
      parameters: { prompt: 'select_account' },
    },
    {
      kind: 'github',
      id: 'github',
      name: 'GitHub',
      url: config.githubUrl,
      apiUrl: config.githubApiUrl,
      clientId: config.githubClientId,
      clientSecret: config.githubClientSecret,
    },
  ];
  return providers.filter(
    (provider) =>
      provider.clientId !== '' &&
      provider.clientSecret !== '' &&
      (provider.kind === 'github' || provider.issuer !== ''),
  );
}
