/**
 * One identity provider as a client of it: where to send the browser, and who came back. Answers are checked by
 * openid-client: state, nonce, PKCE, issuer, audience, signature, times.
 */
import {
  allowInsecureRequests,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  Configuration,
  type CustomFetch,
  customFetch,
  discovery,
} from 'openid-client';
import type { ProviderProfile } from '@turnpike/management/identity/sign-in-with-provider.use-case';
import { readGitHubProfile } from './github-profile.js';
import { readOidcProfile } from './oidc-profile.js';
import type { OidcSettings, ProviderSettings } from './provider-settings.js';
import type { SignInAttempt } from './sign-in-attempt.js';

const TIMEOUT_SECONDS = 10;

const SCOPES = { oidc: 'openid email profile', github: 'read:user user:email' } as const;

export class ProviderClient {
  readonly settings: ProviderSettings;
  readonly #redirectUri: string;
  readonly #fetch: CustomFetch;
  #configuration: Promise<Configuration> | null = null;

  constructor(settings: ProviderSettings, options: { redirectUri: string; fetch: CustomFetch }) {
    this.settings = settings;
    this.#redirectUri = options.redirectUri;
    this.#fetch = options.fetch;
  }

  /** Where the browser goes to sign in. Rejects when the provider can't be reached. */
  async authorizationUrl({ state, nonce, codeVerifier }: SignInAttempt): Promise<string> {
    const { settings } = this;
    const url = buildAuthorizationUrl(await this.#configured(), {
      redirect_uri: this.#redirectUri,
      scope: SCOPES[settings.kind],
      state,
      code_challenge: await calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
      ...(settings.kind === 'oidc' ? { nonce, ...settings.parameters } : {}),
    });
    return url.href;
  }

  /** Who came back, from the query of their way back. Rejects with openid-client's errors for whatever is wrong in it. */
  async readProfile(attempt: SignInAttempt, query: URLSearchParams): Promise<ProviderProfile> {
    const configuration = await this.#configured();
    const current = new URL(this.#redirectUri);
    current.search = query.toString();
    const answer = { configuration, current, attempt };
    const { settings } = this;
    return settings.kind === 'oidc' ? readOidcProfile(answer, settings.id) : readGitHubProfile(answer, settings.apiUrl);
  }

  /** Found out on first use and kept; a failure is not. */
  #configured(): Promise<Configuration> {
    this.#configuration ??= this.#configure().catch((error: unknown) => {
      this.#configuration = null;
      throw error;
    });
    return this.#configuration;
  }

  async #configure(): Promise<Configuration> {
    const { settings } = this;
    if (settings.kind === 'oidc') return discover(settings, this.#fetch);
    const { url, clientId, clientSecret } = settings;
    const server = {
      issuer: url,
      authorization_endpoint: `${url}/login/oauth/authorize`,
      token_endpoint: `${url}/login/oauth/access_token`,
    };
    const configuration = new Configuration(server, clientId, clientSecret, ClientSecretPost(clientSecret));
    configuration[customFetch] = this.#fetch;
    configuration.timeout = TIMEOUT_SECONDS;
    if (isLoopback(url)) allowInsecureRequests(configuration);
    return configuration;
  }
}

function discover(settings: OidcSettings, fetch: CustomFetch): Promise<Configuration> {
  const { issuer, clientId, clientSecret } = settings;
  return discovery(new URL(issuer), clientId, clientSecret, secretAsAsked(clientSecret), {
    [customFetch]: fetch,
    timeout: TIMEOUT_SECONDS,
    ...(isLoopback(issuer) ? { execute: [allowInsecureRequests] } : {}),
  });
}

/** The secret goes where the provider says it reads it; in the header where it says nothing (RFC 8414). */
function secretAsAsked(clientSecret: string): ClientAuth {
  const inHeader = ClientSecretBasic(clientSecret);
  const inBody = ClientSecretPost(clientSecret);
  return (...request: Parameters<ClientAuth>) => {
    const [server] = request;
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    const authenticate = methods.includes('client_secret_basic') ? inHeader : inBody;
    authenticate(...request);
  };
}

/** Plain HTTP is for a provider on this very machine. */
function isLoopback(address: string): boolean {
  const { hostname } = new URL(address);
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
