import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import passport from 'passport';
import type {
  IdentityProvider,
  IdentityProviderView,
  ProviderFailure,
} from '@turnpike/contracts/management/identity-providers';
import { createEgress } from '@turnpike/egress/egress-client';
import type { ProviderProfile } from '@turnpike/management/identity/sign-in-with-provider.use-case';
import { type GatewaySettings, GATEWAY_SETTINGS } from '../../bootstrap/injection-tokens.js';
import { ProviderClient } from './provider-client.js';
import { providerFetch } from './provider-fetch.js';
import { ProviderStrategy, type ProviderStrategyOptions } from './provider.strategy.js';
import type { SignInAttempt } from './sign-in-attempt.js';

/** The part of passport that is used; its own types speak of Express. */
interface Passport {
  use(name: string, strategy: unknown): void;
  authenticate(name: string, options: object, done: Done): (request: object, response: object, next: Next) => void;
}
type Done = (error: unknown, profile: ProviderProfile | false | null, reason?: ProviderFailure) => void;
type Next = (error?: unknown) => void;

type Outcome =
  | { kind: 'redirect'; url: string }
  | { kind: 'profile'; profile: ProviderProfile }
  | { kind: 'failure'; reason: ProviderFailure };

const CONNECTIONS = 16;
const TIMEOUT_MS = 10_000;

/** The identity providers that are switched on, each a strategy of a passport of its own. */
@Injectable()
export class ProviderSignIn implements OnModuleDestroy {
  readonly providers: readonly IdentityProviderView[];
  readonly #passport: Passport = new passport.Passport();
  readonly #egress = createEgress({
    connectionsPerOrigin: CONNECTIONS,
    headersTimeoutMs: TIMEOUT_MS,
    bodyTimeoutMs: TIMEOUT_MS,
  });

  constructor(@Inject(GATEWAY_SETTINGS) { identityProviders = [], portalUrl }: GatewaySettings) {
    this.providers = identityProviders.map(({ id, name }) => ({ id, name }));
    for (const settings of identityProviders) {
      const redirectUri = `${portalUrl}/api/v1/sign-in/${settings.id}/callback`;
      const client = new ProviderClient(settings, { redirectUri, fetch: providerFetch(this.#egress) });
      this.#passport.use(settings.id, new ProviderStrategy(client));
    }
  }

  async onModuleDestroy(): Promise<void> {
    await this.#egress.destroy();
  }

  /** The provider of that name, if it is switched on. */
  find(name: string): IdentityProvider | null {
    return this.providers.find(({ id }) => id === name)?.id ?? null;
  }

  /** Where to send the browser. */
  async begin(request: FastifyRequest, attempt: SignInAttempt): Promise<string> {
    const outcome = await this.#run(request, { attempt, step: 'begin' });
    if (outcome.kind !== 'redirect') throw new Error('a strategy that began without leading anywhere');
    return outcome.url;
  }

  /** Who came back. Rejects when what the provider said can't be trusted. */
  async finish(
    request: FastifyRequest,
    attempt: SignInAttempt,
  ): Promise<{ profile: ProviderProfile } | { reason: ProviderFailure }> {
    const outcome = await this.#run(request, { attempt, step: 'return' });
    if (outcome.kind === 'redirect') throw new Error('a strategy that began where it should have ended');
    return outcome;
  }

  #run(request: FastifyRequest, options: ProviderStrategyOptions): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const done: Done = (error, profile, reason) => {
        if (error) reject(error);
        else if (profile) resolve({ kind: 'profile', profile });
        else resolve({ kind: 'failure', reason: reason ?? 'provider_failed' });
      };
      const next: Next = (error) => reject(error ?? new Error('passport passed a request on'));
      const authenticate = this.#passport.authenticate(options.attempt.provider, { session: false, ...options }, done);
      authenticate(
        request,
        redirectOnly((url) => resolve({ kind: 'redirect', url })),
        next,
      );
    });
  }
}

/** As much of a response as passport writes a redirect to: the answer itself is Fastify's to send. */
function redirectOnly(onRedirect: (url: string) => void) {
  let location = '';
  return {
    statusCode: 200,
    setHeader(name: string, value: string) {
      if (name.toLowerCase() === 'location') location = value;
    },
    end: () => onRedirect(location),
  };
}
