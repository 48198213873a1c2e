/** What calls must show: policies of products and applications, and the certificates that count. */
import { z } from 'zod';
import { AuthPolicySchema, type Factor } from '../access.js';
import { IdSchema, InstantViewSchema, NameSchema } from './fields.js';

/** A request brings one of these; a signature and a certificate can stand beside each. */
const IDENTIFYING: ReadonlySet<Factor> = new Set(['api_key', 'access_token', 'external_token', 'client_token']);

const isPossible = (combination: readonly Factor[]) =>
  new Set(combination).size === combination.length && combination.filter((one) => IDENTIFYING.has(one)).length <= 1;

/** Null: any one credential will do. A combination names each factor once, and of keys and tokens one at most. */
export const FactorPolicySchema = z.object({
  auth: AuthPolicySchema.refine(({ accepts }) => accepts.every(isPossible), {
    path: ['accepts'],
    message: 'a combination names each factor once, and at most one key or token',
  }).nullable(),
});

export const CreateClientCertificateSchema = z.object({
  applicationId: IdSchema,
  name: NameSchema,
  certificate: z.string().trim().min(1).max(20_000).meta({ description: 'The certificate as PEM, without its key' }),
});

export const ClientCertificateViewSchema = z.object({
  id: IdSchema,
  tenantId: IdSchema,
  applicationId: IdSchema,
  name: z.string(),
  fingerprint: z.string().meta({ description: 'SHA-256 of the certificate, in hex' }),
  subject: z.string(),
  notAfter: InstantViewSchema,
  createdAt: InstantViewSchema,
});

export type FactorPolicy = z.output<typeof FactorPolicySchema>;
export type CreateClientCertificateInput = z.output<typeof CreateClientCertificateSchema>;
export type ClientCertificateView = z.infer<typeof ClientCertificateViewSchema>;
