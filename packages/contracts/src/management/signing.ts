/** Signing secrets: what requests are signed with. What was made here is in the answer to its creation and nowhere else. */
import { z } from 'zod';
import { NetworksSchema } from '../access.js';
import { IdSchema, InstantSchema, InstantViewSchema, ListQuerySchema, NameSchema } from './fields.js';

const EnvironmentSchema = z.enum(['live', 'test']);
const SigningSecretStatusSchema = z.enum(['active', 'disabled', 'revoked', 'expired']);

/** How a request can be signed (RFC 9421, section 3.3). */
export const SIGNATURE_ALGORITHMS = ['hmac-sha256', 'ed25519'] as const;

const AlgorithmSchema = z.enum(SIGNATURE_ALGORITHMS);

export const CreateSigningSecretSchema = z
  .object({
    applicationId: IdSchema,
    name: NameSchema.default('Signing secret'),
    environment: EnvironmentSchema.default('live'),
    algorithm: AlgorithmSchema.default('hmac-sha256'),
    publicKey: z
      .string()
      .trim()
      .min(1)
      .max(4_000)
      .optional()
      .meta({ description: 'Ed25519 public key, as PEM (SPKI) or JWK; left out, a pair is made and shown once' }),
    addresses: NetworksSchema.default([]),
    expiresAt: InstantSchema.nullish(),
  })
  .refine(({ algorithm, publicKey }) => publicKey === undefined || algorithm === 'ed25519', {
    path: ['publicKey'],
    message: 'must be left out for a shared secret',
  });

/** What is left out stays as it is. */
export const UpdateSigningSecretSchema = z.object({
  name: NameSchema.optional(),
  addresses: NetworksSchema.optional(),
  expiresAt: InstantSchema.nullish(),
});

export const ListSigningSecretsSchema = ListQuerySchema.extend({
  tenantId: IdSchema.optional(),
  applicationId: IdSchema.optional(),
  status: SigningSecretStatusSchema.optional(),
});

/** `id` is the `keyid` of signatures. */
export const SigningSecretViewSchema = z.object({
  id: IdSchema,
  tenantId: IdSchema,
  applicationId: IdSchema,
  application: z.string().meta({ description: 'Name of the application' }),
  name: z.string(),
  environment: EnvironmentSchema,
  status: SigningSecretStatusSchema,
  algorithm: AlgorithmSchema,
  publicKey: z.string().nullable().meta({ description: 'PEM; null for a shared secret' }),
  addresses: z.array(z.string()).meta({ description: 'Networks it may be used from; none for anywhere' }),
  createdAt: InstantViewSchema,
  lastUsedAt: InstantViewSchema.nullable(),
  expiresAt: InstantViewSchema.nullable(),
  disabledAt: InstantViewSchema.nullable(),
  revokedAt: InstantViewSchema.nullable(),
});

/** What to sign with, shown this once: the shared secret, or the private key as PEM; null where the pair is the caller's. */
export const CreatedSigningSecretViewSchema = SigningSecretViewSchema.extend({ secret: z.string().nullable() });

export type CreateSigningSecretInput = z.output<typeof CreateSigningSecretSchema>;
export type UpdateSigningSecretInput = z.output<typeof UpdateSigningSecretSchema>;
export type ListSigningSecretsInput = Partial<z.infer<typeof ListSigningSecretsSchema>>;
export type SigningSecretView = z.infer<typeof SigningSecretViewSchema>;
export type CreatedSigningSecretView = z.infer<typeof CreatedSigningSecretViewSchema>;
