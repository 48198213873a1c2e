/** API products: what is published and subscribed to. */
import { z } from 'zod';
import { IdSchema, InstantViewSchema, ListQuerySchema, NameSchema, ReferenceSchema, SlugSchema } from './fields.js';
import { SearchSchema, TextSchema } from './fields.js';

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
  operations: z.array(z.string()),
  models: z.array(z.string()),
  versions: z.array(ProductVersionViewSchema),
  createdAt: InstantViewSchema,
  counts: UseCountsSchema.optional().meta({ description: 'For platform admins only' }),
});

export type CreateProductInput = z.output<typeof CreateProductSchema>;
export type UpdateProductInput = z.output<typeof UpdateProductSchema>;
export type CreateProductVersionInput = z.output<typeof CreateProductVersionSchema>;
export type UpdateProductVersionInput = z.output<typeof UpdateProductVersionSchema>;
export type ListProductsInput = Partial<z.infer<typeof ListProductsSchema>>;
export type UseCounts = z.infer<typeof UseCountsSchema>;
export type ProductView = z.infer<typeof ProductViewSchema>;
