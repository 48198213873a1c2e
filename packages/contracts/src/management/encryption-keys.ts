/** The keys that secrets are encrypted with at rest, and how much is still under each. */
import { z } from 'zod';

/**
 * `current` seals what is new; `retired` opens what it sealed and is being replaced; `unknown` sealed something, but this
 * process doesn't have it. `mayBeDropped` is true of a retired key under which nothing is left.
 */
export const EncryptionKeyViewSchema = z.object({
  id: z.string().meta({ description: 'Start of the key’s SHA-256' }),
  state: z.enum(['current', 'retired', 'unknown']),
  providerCredentials: z.number().int(),
  webhookSecrets: z.number().int(),
  callbackSecrets: z.number().int(),
  signingSecrets: z.number().int(),
  oauthSigningKeys: z.number().int(),
  mayBeDropped: z.boolean(),
});

export const EncryptionKeyListSchema = z.object({ items: z.array(EncryptionKeyViewSchema) });

export type EncryptionKeyView = z.infer<typeof EncryptionKeyViewSchema>;
