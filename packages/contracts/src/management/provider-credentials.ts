/** A provider's credentials: several serve in turn. Each goes in and never comes out. */
import { z } from 'zod';
import { IdSchema, InstantViewSchema, NameSchema } from './fields.js';
import { CredentialSchema } from './providers.js';

export const AddCredentialSchema = z.object({ name: NameSchema, credential: CredentialSchema });

/** Whether to go on where a provider that serves models is left without an active credential. */
const ForceSchema = z.boolean().default(false).meta({
  description: 'Go on although a provider that serves models is left without an active credential',
});

/** What is left out stays as it is; `credential` replaces the secret. */
export const UpdateCredentialSchema = z.object({
  name: NameSchema.optional(),
  credential: CredentialSchema.optional(),
  status: z.enum(['active', 'disabled']).optional(),
  force: ForceSchema,
});

export const RemoveCredentialSchema = z.object({ force: z.stringbool().default(false) });

/**
 * `hint` is how the secret ends, where it is long enough for that to give nothing away. `keyId` names the encryption key
 * that sealed it; without that key it can't be opened, and isn't used.
 */
export const CredentialViewSchema = z.object({
  id: IdSchema,
  name: z.string(),
  hint: z.string().nullable(),
  status: z.enum(['active', 'disabled']),
  keyId: z.string(),
  canBeOpened: z.boolean(),
  createdAt: InstantViewSchema,
});

export const CredentialListSchema = z.object({ items: z.array(CredentialViewSchema) });

export type AddCredentialInput = z.output<typeof AddCredentialSchema>;
export type UpdateCredentialInput = z.output<typeof UpdateCredentialSchema>;
export type CredentialView = z.infer<typeof CredentialViewSchema>;
