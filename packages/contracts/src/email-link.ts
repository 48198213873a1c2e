/** What a link that verifies an address will do beside that; kept with the link's row until its mail is followed. */
import { z } from 'zod';

export const VerificationSchema = z.object({
  /** Taken over only by whoever can read the mail; null where the person has their own already. */
  passwordHash: z.string().nullable(),
  name: z.string(),
  /** What to call the tenant to make; empty to name it after the person. */
  organisation: z.string(),
  /** Path of the portal to go on to. */
  next: z.string().nullable(),
});

export type Verification = z.infer<typeof VerificationSchema>;
