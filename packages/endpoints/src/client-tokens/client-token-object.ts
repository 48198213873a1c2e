/** A client token as it is answered, this once: a bare object in OpenAI's manner, snake_case and Unix seconds. */
import { z } from 'zod';

const seconds = z.int().nonnegative();

export const ClientTokenObjectSchema = z.strictObject({
  id: z.string().regex(/^ctk_[0-9a-f]{32}$/),
  object: z.literal('client_token'),
  /** The credential itself, to be sent as a key is. */
  token: z.string(),
  created_at: seconds,
  expires_at: seconds,
  end_user: z.string().nullable(),
  /** Names; null: those of the key that made it. */
  models: z.array(z.string()).nullable(),
  /** Exact decimal text in `currency`; null: as much as its key may spend. */
  budget: z.string().nullable(),
  currency: z.string().nullable(),
});

export type ClientTokenObject = z.infer<typeof ClientTokenObjectSchema>;
