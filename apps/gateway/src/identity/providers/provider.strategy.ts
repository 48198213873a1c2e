import type { FastifyRequest } from 'fastify';
import { AuthorizationResponseError } from 'openid-client';
import passport from 'passport';
import type { ProviderFailure } from '@turnpike/contracts/management/identity-providers';
import type { ProviderProfile } from '@turnpike/management/identity/sign-in-with-provider.use-case';
import type { ProviderClient } from './provider-client.js';
import type { SignInAttempt } from './sign-in-attempt.js';

/** What the strategy is asked to do: send the browser away, or see who came back. */
export interface ProviderStrategyOptions {
  attempt: SignInAttempt;
  step: 'begin' | 'return';
}

/**
 * Passport's strategy for any of the providers. The attempt comes as an option: there is no session to keep it in before
 * anybody is signed in, and the ready-made strategies know no other place.
 */
export class ProviderStrategy extends (passport as unknown as { Strategy: StrategyBase }).Strategy {
  // Passport runs objects derived from this one, which have no access to #fields of it.
  private readonly client: ProviderClient;

  constructor(client: ProviderClient) {
    super();
    this.client = client;
  }

  /** Ends in `redirect`, `success` with a profile, `fail` with a {@link ProviderFailure}, or `error`. */
  authenticate(request: FastifyRequest, { attempt, step }: ProviderStrategyOptions): void {
    const work = step === 'begin' ? this.begin(attempt) : this.return(request, attempt);
    work.catch((error: unknown) => this.error(error));
  }

  private async begin(attempt: SignInAttempt): Promise<void> {
    this.redirect(await this.client.authorizationUrl(attempt));
  }

  private async return(request: FastifyRequest, attempt: SignInAttempt): Promise<void> {
    const query = new URL(request.url, 'http://portal.invalid').searchParams;
    try {
      this.success(await this.client.readProfile(attempt, query));
    } catch (error) {
      if (error instanceof AuthorizationResponseError && error.error === 'access_denied') this.fail('access_denied');
      else throw error;
    }
  }
}

/** Passport's base, whose own types speak of Express. Its methods are there while a request is authenticated. */
type StrategyBase = new () => {
  redirect(url: string): void;
  success(profile: ProviderProfile): void;
  fail(reason: ProviderFailure): void;
  error(error: unknown): void;
};
