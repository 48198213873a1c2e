/** Clients of the OAuth server, what people allowed them, and issuers of tokens that a tenant trusts. */
import { z } from 'zod';
import { NetworksSchema, ScopeSchema } from '../access.js';
import { LimitSchema, LimitsSchema } from '../limits.js';
import { IdSchema, InstantViewSchema, ListQuerySchema, NameSchema, TextSchema } from './fields.js';
import { SECRET_OVERLAPS_MS } from './webhooks.js';

export const OAUTH_GRANT_TYPES = ['client_credentials', 'authorization_code', 'refresh_token'] as const;
export const OAUTH_AUTH_METHODS = ['client_secret_basic', 'private_key_jwt', 'none'] as const;

const EnvironmentSchema = z.enum(['live', 'test']);
const UrlSchema = z.string().trim().max(500);
const ScopesSchema = z.array(ScopeSchema).min(1).max(50);

/** A client's public keys (RFC 7517), for `private_key_jwt`. */
const JwksSchema = z.strictObject({
  keys: z
    .array(z.record(z.string(), z.union([z.string(), z.array(z.string()), z.boolean()])))
    .min(1)
    .max(10),
});

const terms = {
  name: NameSchema,
  description: TextSchema,
  website: UrlSchema.nullish(),
  redirectUris: z
    .array(UrlSchema)
    .max(20)
    .meta({ description: 'https, or http on the loopback address; compared letter by letter' }),
  scopes: ScopesSchema.meta({ description: 'The most that it may ask for' }),
  jwks: JwksSchema.nullish(),
  addresses: NetworksSchema,
  limits: LimitsSchema,
};

export const CreateOAuthClientSchema = z.object({
  ...terms,
  applicationId: IdSchema,
  kind: z.enum(['confidential', 'public']).default('confidential'),
  environment: EnvironmentSchema.default('live'),
  grantTypes: z.array(z.enum(OAUTH_GRANT_TYPES)).min(1).max(3),
  authMethod: z
    .enum(OAUTH_AUTH_METHODS)
    .optional()
    .meta({ description: 'A confidential client shows a secret when left out; a public one shows nothing' }),
  description: terms.description.default(''),
  redirectUris: terms.redirectUris.default([]),
  addresses: terms.addresses.default([]),
  limits: terms.limits.default([]),
});

/** What is left out stays as it is. */
export const UpdateOAuthClientSchema = z.object(terms).partial();

export const OAuthClientStatusChangeSchema = z.object({ reason: TextSchema.default('') });

export const RotateClientSecretSchema = z.object({
  overlap: z.enum(Object.keys(SECRET_OVERLAPS_MS) as [keyof typeof SECRET_OVERLAPS_MS]).default('24h'),
});

export const ListOAuthClientsSchema = ListQuerySchema.extend({
  tenantId: IdSchema.optional(),
  applicationId: IdSchema.optional(),
});

export const OAuthClientViewSchema = z.object({
  id: IdSchema.meta({ description: 'Also its client_id' }),
  tenantId: IdSchema,
  applicationId: IdSchema,
  application: z.string().meta({ description: 'Name of the application' }),
  name: z.string(),
  description: z.string(),
  website: z.string().nullable(),
  kind: z.enum(['confidential', 'public']),
  environment: EnvironmentSchema,
  grantTypes: z.array(z.enum(OAUTH_GRANT_TYPES)),
  redirectUris: z.array(z.string()),
  scopes: z.array(z.string()),
  authMethod: z.enum(OAUTH_AUTH_METHODS),
  jwks: JwksSchema.nullable(),
  addresses: z.array(z.string()),
  limits: z.array(LimitSchema),
  status: z.enum(['active', 'disabled', 'revoked']),
  secretLast4: z.string().nullable(),
  previousSecretUntil: InstantViewSchema.nullable(),
  createdAt: InstantViewSchema,
  lastUsedAt: InstantViewSchema.nullable(),
});

/** `secret` is shown this once; null where the client shows none. */
export const CreatedOAuthClientViewSchema = OAuthClientViewSchema.extend({ secret: z.string().nullable() });

export const RotatedClientSecretViewSchema = z.object({
  secret: z.string(),
  previousUntil: InstantViewSchema.nullable(),
});

export const ListOAuthGrantsSchema = ListQuerySchema.extend({
  tenantId: IdSchema.optional().meta({ description: 'All grants of that organisation; your own when left out' }),
});

/** What a person allowed a client. */
export const OAuthGrantViewSchema = z.object({
  id: IdSchema,
  client: z.object({
    id: IdSchema,
    name: z.string(),
    website: z.string().nullable(),
    publisher: z.string().meta({ description: 'The organisation whose client it is' }),
  }),
  user: z.string().nullable().meta({ description: 'Who allowed it' }),
  tenantId: IdSchema,
  tenant: z.string(),
  applicationId: IdSchema,
  application: z.string(),
  scopes: z.array(z.string()),
  createdAt: InstantViewSchema,
  lastUsedAt: InstantViewSchema.nullable(),
});

/** A client asks a person for something; what the page shows of it. */
export const ConsentRequestViewSchema = z.object({
  client: OAuthGrantViewSchema.shape.client.extend({ description: z.string(), environment: EnvironmentSchema }),
  /** Where the browser goes with the answer: scheme and host. */
  returnsTo: z.string(),
  scopes: z.array(z.object({ scope: z.string(), product: z.string().nullable(), operation: z.string().nullable() })),
  applications: z.array(
    z.object({ id: IdSchema, name: z.string(), tenant: z.string(), isSubscribed: z.boolean(), wasChosen: z.boolean() }),
  ),
  /** The application of an earlier answer that covers this one too; null where a person must answer. */
  remembered: IdSchema.nullable(),
});

export const AnsweredConsentViewSchema = z.object({ continueAt: z.url() });

const issuerTerms = {
  name: NameSchema,
  issuer: UrlSchema.meta({ description: 'As the `iss` of its tokens says it; its keys are found from there' }),
  audience: z.string().trim().min(1).max(300),
  applicationClaim: z.string().trim().min(1).max(120).nullish(),
  applications: z
    .record(z.string().max(200), IdSchema)
    .refine((map) => Object.keys(map).length <= 200, 'names at most 200 values')
    .meta({ description: 'Values of the claim, and whose calls they are' }),
  defaultApplicationId: IdSchema.nullish(),
  userClaim: z.string().trim().min(1).max(120),
  scopeClaim: z.string().trim().min(1).max(120).nullish(),
  environment: EnvironmentSchema,
};

export const CreateTokenIssuerSchema = z.object({
  ...issuerTerms,
  tenantId: IdSchema,
  applications: issuerTerms.applications.default({}),
  userClaim: issuerTerms.userClaim.default('sub'),
  environment: issuerTerms.environment.default('live'),
});

/** What is left out stays as it is. */
export const UpdateTokenIssuerSchema = z.object({ ...issuerTerms, enabled: z.boolean() }).partial();

export const ListTokenIssuersSchema = ListQuerySchema.extend({ tenantId: IdSchema.optional() });

export const TokenIssuerViewSchema = z.object({
  id: IdSchema,
  tenantId: IdSchema,
  name: z.string(),
  issuer: z.string(),
  audience: z.string(),
  applicationClaim: z.string().nullable(),
  applications: z.record(z.string(), IdSchema),
  defaultApplicationId: IdSchema.nullable(),
  userClaim: z.string(),
  scopeClaim: z.string().nullable(),
  environment: EnvironmentSchema,
  enabled: z.boolean(),
  createdAt: InstantViewSchema,
});

export type OAuthGrantType = (typeof OAUTH_GRANT_TYPES)[number];
export type OAuthAuthMethod = (typeof OAUTH_AUTH_METHODS)[number];
export type CreateOAuthClientInput = z.output<typeof CreateOAuthClientSchema>;
export type UpdateOAuthClientInput = z.output<typeof UpdateOAuthClientSchema>;
export type RotateClientSecretInput = z.output<typeof RotateClientSecretSchema>;
export type ListOAuthClientsInput = Partial<z.infer<typeof ListOAuthClientsSchema>>;
export type OAuthClientView = z.infer<typeof OAuthClientViewSchema>;
export type CreatedOAuthClientView = z.infer<typeof CreatedOAuthClientViewSchema>;
export type RotatedClientSecretView = z.infer<typeof RotatedClientSecretViewSchema>;
export type ListOAuthGrantsInput = Partial<z.infer<typeof ListOAuthGrantsSchema>>;
export type OAuthGrantView = z.infer<typeof OAuthGrantViewSchema>;
export type ConsentRequestView = z.infer<typeof ConsentRequestViewSchema>;
export type AnsweredConsentView = z.infer<typeof AnsweredConsentViewSchema>;
export type CreateTokenIssuerInput = z.output<typeof CreateTokenIssuerSchema>;
export type UpdateTokenIssuerInput = z.output<typeof UpdateTokenIssuerSchema>;
export type ListTokenIssuersInput = Partial<z.infer<typeof ListTokenIssuersSchema>>;
export type TokenIssuerView = z.infer<typeof TokenIssuerViewSchema>;
