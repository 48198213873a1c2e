/** People, their sessions, management keys, and who the caller is. */
import { z } from 'zod';
import { IdSchema, InstantSchema, InstantViewSchema, ListQuerySchema, NameSchema } from './fields.js';

const EmailSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .pipe(z.email('must be an e-mail address'))
  .meta({ example: 'ada@example.com' });

/** Length is what counts (NIST SP 800-63B); the upper bound keeps hashing cheap. */
const PasswordSchema = z.string().min(12, 'must have at least 12 characters').max(256).meta({ writeOnly: true });

const RoleSchema = z.enum(['owner', 'admin', 'billing', 'developer', 'viewer']);

/** With `tenantId` the person becomes a member of that tenant, a developer unless `role` says otherwise. */
export const CreateUserSchema = z.object({
  email: EmailSchema,
  password: PasswordSchema,
  name: z.union([NameSchema, z.literal('')]).default(''),
  platformAdmin: z.boolean().default(false),
  tenantId: IdSchema.optional(),
  role: RoleSchema.default('developer'),
});

export const SignInSchema = z.object({
  email: EmailSchema,
  password: z.string().min(1).max(256).meta({ writeOnly: true }),
});

export const MembershipViewSchema = z.object({ tenantId: IdSchema, tenant: z.string(), role: RoleSchema });

export const UserViewSchema = z.object({
  id: IdSchema,
  email: z.string(),
  name: z.string(),
  platformAdmin: z.boolean(),
  memberships: z.array(MembershipViewSchema),
  createdAt: InstantViewSchema,
});

/** Who the credential belongs to: `user` for a session, `managementKey` for a management key. */
export const MeViewSchema = z.object({
  kind: z.enum(['platform_admin', 'member']),
  via: z.enum(['management_key', 'session']),
  user: UserViewSchema.nullable(),
  managementKey: z.object({ id: IdSchema, name: z.string() }).nullable(),
});

export const CreateManagementKeySchema = z.object({ name: NameSchema, expiresAt: InstantSchema.nullish() });

export const ManagementKeyViewSchema = z.object({
  id: IdSchema,
  name: z.string(),
  last4: z.string(),
  createdAt: InstantViewSchema,
  lastUsedAt: InstantViewSchema.nullable(),
  expiresAt: InstantViewSchema.nullable(),
  revokedAt: InstantViewSchema.nullable(),
});

/** `key` is the whole secret, shown this once. */
export const CreatedManagementKeyViewSchema = ManagementKeyViewSchema.extend({ key: z.string() });

export const ListAuditSchema = ListQuerySchema.extend({
  tenantId: IdSchema.optional(),
  action: z.string().max(80).optional(),
});

export const AuditEntryViewSchema = z.object({
  id: IdSchema,
  tenantId: IdSchema.nullable(),
  actorKind: z.string(),
  actorId: z.string().nullable(),
  action: z.string(),
  resourceKind: z.string(),
  resourceId: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()),
  ip: z.string().nullable(),
  requestId: z.string().nullable(),
  createdAt: InstantViewSchema,
});

export type CreateUserInput = z.output<typeof CreateUserSchema>;
export type SignInInput = z.output<typeof SignInSchema>;
export type UserView = z.infer<typeof UserViewSchema>;
export type MeView = z.infer<typeof MeViewSchema>;
export type CreateManagementKeyInput = z.output<typeof CreateManagementKeySchema>;
export type ManagementKeyView = z.infer<typeof ManagementKeyViewSchema>;
export type CreatedManagementKeyView = z.infer<typeof CreatedManagementKeyViewSchema>;
export type ListAuditInput = Partial<z.infer<typeof ListAuditSchema>>;
export type AuditEntryView = z.infer<typeof AuditEntryViewSchema>;
