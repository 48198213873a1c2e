/** API products: what is published and subscribed to. */
import { z } from 'zod';
import { IdSchema, InstantViewSchema, ListQuerySchema, NameSchema, ReferenceSchema, SlugSchema } from './fields.js';
import { SearchSchema, TextSchema } from './fields.js';
import { CorsPolicySchema, INSPECTION_MODES } from '../access.js';
import { CachePolicySchema } from './cache-policy.js';

/** Operations of a product that names none. */
export const DEFAULT_OPERATIONS = [
  'chat.completions',
  'embeddings',
  'rerank',
  'moderations',
  'images.generations',
  'images.edits',
  'audio.speech',
  'audio.transcriptions',
  'audio.translations',
  'realtime',
  'models.list',
] as const;

/** Other words people use for the modes of approval. */
const APPROVAL_WORDS = {
  automatic: 'automatic',
  auto: 'automatic',
  none: 'automatic',
  manual: 'manual',
  required: 'manual',
  payment: 'payment',
} as const;

const ApprovalSchema = z
  .enum(Object.keys(APPROVAL_WORDS) as [keyof typeof APPROVAL_WORDS])
  .transform((word) => APPROVAL_WORDS[word]);

const OperationKeySchema = z
  .string()
  .regex(/^[a-z0-9_]+(\.[a-z0-9_]+)*$/)
  .max(80);

const LifecycleSchema = z.enum(['draft', 'published', 'deprecated', 'retired']);
const VisibilitySchema = z.enum(['public', 'private', 'shared']);
const ClientGonePolicySchema = z.enum(['drain', 'cancel']);

/** Said in the place of an error when nobody answered a conversation; empty is none. */
const FallbackAnswerSchema = TextSchema.transform((text) => (text === '' ? null : text))
  .nullable()
  .meta({ description: 'What callers of conversations are told when nobody answered; null for an error' });

const CacheSchema = CachePolicySchema.nullable().meta({ description: 'How answers are kept; null for not at all' });

const CorsSchema = CorsPolicySchema.nullable().meta({
  description: 'Which pages may call the product from a browser; null for none but the portal’s',
});
const InspectionSchema = z.enum(INSPECTION_MODES).meta({
  description: 'What becomes of a call whose path, query or headers look like an attack',
});

/** `models` by name or id. The product is made with one version, `v1`. */
export const CreateProductSchema = z.object({
  slug: SlugSchema.optional(),
  name: NameSchema,
  description: TextSchema.default(''),
  models: z.array(ReferenceSchema).max(1000).default([]),
  operations: z.array(OperationKeySchema).min(1).max(200).optional(),
  approval: ApprovalSchema.default('manual'),
  visibility: VisibilitySchema.default('public'),
  lifecycle: LifecycleSchema.default('published'),
  clientGonePolicy: ClientGonePolicySchema.default('drain'),
  fallbackAnswer: FallbackAnswerSchema.optional(),
  cache: CacheSchema.optional(),
  cors: CorsSchema.optional(),
  inspection: InspectionSchema.optional(),
});

const OperationsSchema = z.array(OperationKeySchema).min(1).max(200);

/** What is left out stays as it is; `models` and `operations` replace the newest version's lists. */
export const UpdateProductSchema = z.object({
  name: NameSchema.optional(),
  description: TextSchema.optional(),
  models: z.array(ReferenceSchema).max(1000).optional(),
  operations: OperationsSchema.optional(),
  approval: ApprovalSchema.optional(),
  visibility: VisibilitySchema.optional(),
  lifecycle: LifecycleSchema.optional(),
  clientGonePolicy: ClientGonePolicySchema.optional(),
  fallbackAnswer: FallbackAnswerSchema.optional(),
  cache: CacheSchema.optional(),
  cors: CorsSchema.optional(),
  inspection: InspectionSchema.optional(),
});

const VersionNameSchema = z
  .string()
  .trim()
  .regex(/^[a-z0-9]+([.-][a-z0-9]+)*$/, 'must be lower-case letters and digits joined by single points or hyphens')
  .max(32)
  .meta({ example: 'v2' });

/** What is left out is taken over from the newest version; `version` counts on (`v2`). */
export const CreateProductVersionSchema = z.object({
  version: VersionNameSchema.optional(),
  models: z.array(ReferenceSchema).max(1000).optional(),
  operations: OperationsSchema.optional(),
  lifecycle: LifecycleSchema.default('published'),
});

/** What is left out stays as it is. */
export const UpdateProductVersionSchema = z.object({
  models: z.array(ReferenceSchema).max(1000).optional(),
  operations: OperationsSchema.optional(),
  lifecycle: LifecycleSchema.optional(),
});

/** Why a product is switched off: told to everyone whose calls are refused. */
export const StopProductSchema = z.object({
  reason: TextSchema.refine((text) => text.length <= 500, 'must have at most 500 characters').default(''),
});

export const ListProductsSchema = ListQuerySchema.extend({
  q: SearchSchema,
  lifecycle: LifecycleSchema.optional(),
});

/** How much hangs on a product or plan. `open` are all subscriptions that are neither rejected nor cancelled. */
export const UseCountsSchema = z.object({
  plans: z.number().int(),
  openSubscriptions: z.number().int(),
  activeSubscriptions: z.number().int(),
});

export const ProductVersionViewSchema = z.object({
  version: z.string(),
  lifecycle: LifecycleSchema,
  operations: z.array(z.string()),
  models: z.array(z.string()),
});

/** `operations` and `models` are those of the newest version. */
export const ProductViewSchema = z.object({
  id: IdSchema,
  slug: z.string(),
  name: z.string(),
  description: z.string(),
  approval: z.enum(['automatic', 'manual', 'payment']),
  visibility: VisibilitySchema,
  lifecycle: LifecycleSchema,
  clientGonePolicy: ClientGonePolicySchema,
  fallbackAnswer: z.string().nullable(),
  cache: CacheSchema,
  cors: CorsSchema,
  inspection: InspectionSchema,
  stoppedAt: InstantViewSchema.nullable().meta({ description: 'When it was switched off; null while it serves' }),
  stopReason: z.string().nullable(),
  operations: z.array(z.string()),
  models: z.array(z.string()),
  versions: z.array(ProductVersionViewSchema),
  createdAt: InstantViewSchema,
  counts: UseCountsSchema.optional().meta({ description: 'For platform admins only' }),
});

export type CreateProductInput = z.output<typeof CreateProductSchema>;
export type StopProductInput = z.output<typeof StopProductSchema>;
export type UpdateProductInput = z.output<typeof UpdateProductSchema>;
export type CreateProductVersionInput = z.output<typeof CreateProductVersionSchema>;
export type UpdateProductVersionInput = z.output<typeof UpdateProductVersionSchema>;
export type ListProductsInput = Partial<z.infer<typeof ListProductsSchema>>;
export type UseCounts = z.infer<typeof UseCountsSchema>;
export type ProductView = z.infer<typeof ProductViewSchema>;
