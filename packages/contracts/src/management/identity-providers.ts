/** Accounts at identity providers that sign a person in. */
import { z } from 'zod';
import { IdSchema, InstantViewSchema } from './fields.js';

/** The providers there can be; which of them are switched on is configuration. */
export const IdentityProviderSchema = z.enum(['oidc', 'google', 'github']);

/** One that is switched on, with the name to show. */
export const IdentityProviderViewSchema = z.object({ id: IdentityProviderSchema, name: z.string() });

/** Why signing in by a provider came to nothing; the sign-in page has a text for each. */
export const ProviderFailureSchema = z.enum([
  /** The person said no at the provider. */
  'access_denied',
  /** The attempt took too long, was answered twice, or began in another browser. */
  'sign_in_expired',
  /** The provider doesn't say that the e-mail is the person's own. */
  'provider_email_unverified',
  /** There is an account of that e-mail that nobody has verified: it may be a trap laid for its owner. */
  'account_unverified',
  'account_disabled',
  /** The provider can't be reached, or answered what can't be trusted. */
  'provider_failed',
]);

/** A linked account as its person sees it. `email` is what the provider said when it was linked. */
export const LinkedIdentityViewSchema = z.object({
  id: IdSchema,
  provider: IdentityProviderSchema,
  email: z.string(),
  createdAt: InstantViewSchema,
  lastUsedAt: InstantViewSchema.nullable(),
});

export type IdentityProvider = z.infer<typeof IdentityProviderSchema>;
export type IdentityProviderView = z.infer<typeof IdentityProviderViewSchema>;
export type ProviderFailure = z.infer<typeof ProviderFailureSchema>;
export type LinkedIdentityView = z.infer<typeof LinkedIdentityViewSchema>;
