/** Providers: vendor accounts. A credential goes in and never comes out. */
import { z } from 'zod';
import { IdSchema, InstantViewSchema, ListQuerySchema, NameSchema, SearchSchema, SlugSchema } from './fields.js';
import { KIND_WORDS } from './provider-kinds.js';
import { DiscoverySchema } from './discovery.js';
import { HealthCheckSchema } from './routing-health.js';

/** The one query that says where and holds no secret: Azure's version of its API. */
const API_VERSION = /\?api-version=[\w-]{1,40}$/;

const BaseUrlSchema = z
  .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
  .max(500)
  .refine((text) => !/^https?:\/\/[^/]*@/i.test(text), 'must not hold a user name or password')
  .refine((text) => !/[?#]/.test(text.replace(API_VERSION, '')), 'must have no query but api-version, and no fragment')
  .meta({ example: 'https://api.openai.com/v1' });

const PrintableSchema = z.string().regex(/^[\x20-\x7e]+$/, 'must be printable ASCII without line breaks');

function onOneLine(text: string): string {
  if (!text.startsWith('{')) return text;
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return text;
  }
}

/** A key, or a JSON object of several parts: files of service accounts are pasted with their line breaks. */
export const CredentialSchema = z
  .string()
  .trim()
  .min(1)
  .max(8192)
  .transform(onOneLine)
  .pipe(PrintableSchema)
  .meta({ writeOnly: true });

const KindSchema = z.enum(Object.keys(KIND_WORDS) as [keyof typeof KIND_WORDS]).transform((word) => KIND_WORDS[word]);

/**
 * `kind` names the adapter that speaks the vendor's wire format. A provider without a credential is called without one.
 * One that serves test keys answers their calls to every model, its own or not, and nothing of that is charged.
 */
export const CreateProviderSchema = z.object({
  slug: SlugSchema.optional(),
  name: NameSchema.optional(),
  kind: KindSchema.default('openai-compatible'),
  baseUrl: BaseUrlSchema,
  credential: CredentialSchema.nullish(),
  servesTestKeys: z.boolean().default(false).meta({ description: 'Whether calls made with test keys go to it' }),
  discovery: DiscoverySchema.nullish().meta({
    description: 'Where its instances come from, each in the place of host and port of the base URL; null: it has none',
  }),
  healthCheck: HealthCheckSchema.nullish().meta({
    description: 'How its places are asked whether they live; null: not at all',
  }),
});

/** What is left out stays as it is. `credential` replaces the oldest one, or is the first; null forgets them all. */
export const UpdateProviderSchema = z.object({
  name: NameSchema.optional(),
  baseUrl: BaseUrlSchema.optional(),
  credential: CredentialSchema.nullish(),
  servesTestKeys: z.boolean().optional(),
  discovery: DiscoverySchema.nullish(),
  healthCheck: HealthCheckSchema.nullish(),
  status: z.enum(['active', 'disabled']).optional(),
});

export const ListProvidersSchema = ListQuerySchema.extend({
  q: SearchSchema,
  status: z.enum(['active', 'disabled']).optional(),
});

export const ProviderViewSchema = z.object({
  id: IdSchema,
  slug: z.string(),
  name: z.string(),
  kind: z.string(),
  baseUrl: z.string(),
  hasCredential: z.boolean(),
  credentialCount: z.number().int().meta({ description: 'Credentials it has, disabled ones included' }),
  servesTestKeys: z.boolean(),
  discovery: DiscoverySchema.nullable(),
  healthCheck: HealthCheckSchema.nullable(),
  status: z.enum(['active', 'disabled']),
  createdAt: InstantViewSchema,
  modelCount: z.number().int().optional().meta({ description: 'Models it serves' }),
});

export type CreateProviderInput = z.output<typeof CreateProviderSchema>;
export type UpdateProviderInput = z.output<typeof UpdateProviderSchema>;
export type ListProvidersInput = Partial<z.infer<typeof ListProvidersSchema>>;
export type ProviderView = z.infer<typeof ProviderViewSchema>;
