/** API keys. The secret is in the answer to its creation and nowhere else. */
import { z } from 'zod';
import { IdSchema, InstantSchema, InstantViewSchema, ListQuerySchema, NameSchema, TextSchema } from './fields.js';

export const CreateKeySchema = z.object({
  applicationId: IdSchema,
  name: NameSchema.default('API key'),
  environment: z.enum(['live', 'test']).default('live'),
  expiresAt: InstantSchema.nullish(),
});

/** Why a key is revoked, disabled or enabled; kept in the audit log. */
export const KeyStatusChangeSchema = z.object({ reason: TextSchema.default('') });

export const ListKeysSchema = ListQuerySchema.extend({
  tenantId: IdSchema.optional(),
  applicationId: IdSchema.optional(),
});

export const KeyViewSchema = z.object({
  id: IdSchema,
  tenantId: IdSchema,
  applicationId: IdSchema,
  name: z.string(),
  environment: z.enum(['live', 'test']),
  status: z.enum(['active', 'disabled', 'revoked', 'expired']),
  start: z.string().meta({ example: 'tp_live_4fQz' }),
  last4: z.string(),
  createdAt: InstantViewSchema,
  lastUsedAt: InstantViewSchema.nullable(),
  expiresAt: InstantViewSchema.nullable(),
  disabledAt: InstantViewSchema.nullable(),
  revokedAt: InstantViewSchema.nullable(),
});

/** `key` is the whole secret, shown this once. */
export const CreatedKeyViewSchema = KeyViewSchema.extend({ key: z.string() });

export type CreateKeyInput = z.output<typeof CreateKeySchema>;
export type ListKeysInput = Partial<z.infer<typeof ListKeysSchema>>;
export type KeyView = z.infer<typeof KeyViewSchema>;
export type CreatedKeyView = z.infer<typeof CreatedKeyViewSchema>;
