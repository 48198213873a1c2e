/** How a product’s answers are kept. */
import { z } from 'zod';
import { ModelNameSchema } from './fields.js';

/** How a product's answers are kept: never; where a request asks for it; or always, unless a request says not to. */
export const CachePolicySchema = z.strictObject({
  mode: z.enum(['on_request', 'always']),
  ttlSeconds: z.number().int().min(1).max(2_592_000).default(3600),
  /** Of one answer. */
  maxBytes: z.number().int().min(1024).max(8_388_608).default(1_048_576),
  /** Whether tenants share what is kept. Never for what differs by tenant. */
  shared: z.boolean().default(false),
  /** Null: only requests that are the same. */
  semantic: z
    .strictObject({
      /** Public name of the model that makes embeddings; its cost is the platform's. */
      embeddingModel: ModelNameSchema,
      /** Cosine similarity from which on a question counts as the same. */
      threshold: z.number().min(0.5).max(1).default(0.95),
    })
    .nullable()
    .default(null),
});

export type CachePolicy = z.output<typeof CachePolicySchema>;
