/** What a credential is told of itself at `GET /v1/me`. */
import { z } from 'zod';
import { AmountViewSchema, IdSchema, InstantViewSchema } from './management/fields.js';
import { LimitStatesViewSchema } from './management/limits.js';

/** Lists are null where nothing bounds them. Available = posted − pending − held, all in `currency`. */
export const MeViewSchema = z.object({
  object: z.literal('me'),
  credential: z.object({
    id: IdSchema,
    kind: z.enum(['api_key', 'client_token', 'access_token', 'external_token', 'signature']),
    environment: z.enum(['live', 'test']),
    expiresAt: InstantViewSchema.nullable(),
    scopes: z.array(z.string()).nullable(),
    models: z.array(z.string()).nullable(),
    addresses: z.array(z.string()).nullable(),
    endUser: z.string().nullable(),
    userId: IdSchema.nullable(),
  }),
  application: z.object({ id: IdSchema, addresses: z.array(z.string()).nullable() }),
  tenant: z.object({
    id: IdSchema,
    timeZone: z.string(),
    billingMode: z.enum(['prepaid', 'postpaid']),
    addresses: z.array(z.string()).nullable(),
  }),
  subscriptions: z.array(z.object({ id: IdSchema, product: z.string(), planVersion: z.number().int() })),
  ...LimitStatesViewSchema.shape,
  /** Null before the tenant has a currency. */
  balance: z
    .object({
      currency: z.string(),
      posted: AmountViewSchema,
      pending: AmountViewSchema,
      held: AmountViewSchema,
      available: AmountViewSchema,
    })
    .nullable(),
});

export type MeView = z.infer<typeof MeViewSchema>;
