/** Vendors: who sells models, or which server runs them, and where. Data, not accounts: an account is a provider. */
import { z } from 'zod';
import { SlugSchema } from './fields.js';

/** What a provider form needs to know of a vendor. */
export const VendorViewSchema = z.object({
  slug: SlugSchema,
  name: z.string().min(1).max(60),
  kind: z.string().meta({ description: 'The wire format it speaks' }),
  baseUrl: z.url({ protocol: /^https?$/ }),
  credentialVariable: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]*_API_KEY$/)
    .nullable()
    .meta({ description: 'Environment variable its key is usually kept in; null where it asks for none' }),
  documentation: z.url({ protocol: /^https$/ }),
});

export type VendorView = z.infer<typeof VendorViewSchema>;
