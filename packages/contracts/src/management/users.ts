/** People as those who run the platform see them. */
import { z } from 'zod';
import { InstantViewSchema, ListQuerySchema, SearchSchema } from './fields.js';
import { UserViewSchema } from './identity.js';

export const ListUsersSchema = ListQuerySchema.extend({
  q: SearchSchema.meta({ description: 'Part of a name or e-mail' }),
  status: z.enum(['active', 'disabled']).optional(),
  role: z.enum(['platform_admin', 'member']).optional(),
});

/** Length is what counts (NIST SP 800-63B); the upper bound keeps hashing cheap. */
export const SetPasswordSchema = z.object({
  password: z.string().min(12, 'must have at least 12 characters').max(256).meta({ writeOnly: true }),
});

/** `lastSeenAt` is when any session of theirs was last used. */
export const PlatformUserViewSchema = UserViewSchema.extend({
  emailVerifiedAt: InstantViewSchema.nullable(),
  lastSeenAt: InstantViewSchema.nullable(),
  disabledAt: InstantViewSchema.nullable(),
});

export type ListUsersInput = Partial<z.infer<typeof ListUsersSchema>>;
export type PlatformUserView = z.infer<typeof PlatformUserViewSchema>;
