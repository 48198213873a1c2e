/** People, their sessions, management keys, and who the caller is. */
import { localPath } from '@turnpike/domain/local-path';
import { MEMBER_ROLES, TENANT_PERMISSIONS } from '@turnpike/domain/permissions';
import { z } from 'zod';
import { PASSWORD_LENGTH } from '../password-length.js';
import { IdSchema, InstantSchema, InstantViewSchema, ListQuerySchema, NameSchema } from './fields.js';

export const EmailSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .pipe(z.email('must be an e-mail address'))
  .meta({ example: 'ada@example.com' });

export const PasswordSchema = z
  .string()
  .min(PASSWORD_LENGTH.min, `must have at least ${PASSWORD_LENGTH.min} characters`)
  .max(PASSWORD_LENGTH.max)
  .meta({ writeOnly: true });

export const PersonNameSchema = z.union([NameSchema, z.literal('')]);

/** The secret of a link that was sent by mail. */
const LinkTokenSchema = z.string().max(100).meta({ writeOnly: true });

/** A path of the portal to go on to afterwards; anything that may lead elsewhere is left out. */
const NextSchema = z
  .string()
  .max(500)
  .transform((text) => localPath(text) ?? undefined)
  .optional()
  .meta({ description: 'Path of the portal to go on to afterwards', example: '/app/start' });

/** A role that every tenant has. */
export const RoleSchema = z.enum(MEMBER_ROLES);

/** A role of the tenant's own making, which says what its holder may do; null for a holder of one that every tenant has. */
export const CustomRoleRefSchema = z.object({ id: IdSchema, name: z.string() }).nullable();

/** With `tenantId` the person becomes a member of that tenant, a developer unless `role` says otherwise. */
export const CreateUserSchema = z.object({
  email: EmailSchema,
  password: PasswordSchema,
  name: PersonNameSchema.default(''),
  platformAdmin: z.boolean().default(false),
  tenantId: IdSchema.optional(),
  role: RoleSchema.default('developer'),
});

export const SignInSchema = z.object({
  email: EmailSchema,
  password: z.string().min(1).max(256).meta({ writeOnly: true }),
});

/** `organisation` names the tenant that is made once the address is verified; by the e-mail where left out. */
export const SignUpSchema = z.object({
  email: EmailSchema,
  password: PasswordSchema,
  name: PersonNameSchema.default(''),
  organisation: z.union([NameSchema, z.literal('')]).default(''),
  next: NextSchema,
});

/** An address that something is sent to, if somebody has it. */
export const EmailRequestSchema = z.object({ email: EmailSchema });

export const VerifyEmailSchema = z.object({ token: LinkTokenSchema });

export const ResetPasswordSchema = z.object({ token: LinkTokenSchema, password: PasswordSchema });

export const ChangePasswordSchema = z.object({
  currentPassword: z.string().min(1).max(256).meta({ writeOnly: true }),
  newPassword: PasswordSchema,
});

export const UpdateProfileSchema = z.object({ name: PersonNameSchema });

/** `current` is the session that asks. `ip` and `userAgent` are those it began with. */
export const SessionViewSchema = z.object({
  id: IdSchema,
  current: z.boolean(),
  ip: z.string().nullable(),
  userAgent: z.string().nullable(),
  createdAt: InstantViewSchema,
  lastSeenAt: InstantViewSchema,
  expiresAt: InstantViewSchema,
});

export const MembershipViewSchema = z.object({
  tenantId: IdSchema,
  tenant: z.string(),
  role: RoleSchema,
  customRole: CustomRoleRefSchema,
});

export const UserViewSchema = z.object({
  id: IdSchema,
  email: z.string(),
  name: z.string(),
  platformAdmin: z.boolean(),
  /** False for a person who signs in through an identity provider alone. */
  hasPassword: z.boolean(),
  memberships: z.array(MembershipViewSchema),
  createdAt: InstantViewSchema,
});

/** A tenant as one of its members sees it, with that member's role and what it and the policies let them do now. */
export const OwnTenantViewSchema = z.object({
  id: IdSchema,
  name: z.string(),
  slug: z.string(),
  status: z.enum(['active', 'suspended']),
  billingMode: z.enum(['prepaid', 'postpaid']),
  currency: z.string().nullable(),
  timeZone: z.string(),
  role: RoleSchema,
  customRole: CustomRoleRefSchema,
  permissions: z.array(z.enum(TENANT_PERMISSIONS)),
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
  actor: z.string().max(80).optional().meta({ description: 'The actorId of entries' }),
  from: InstantSchema.optional(),
  to: InstantSchema.optional().meta({ description: 'Exclusive' }),
});

export const AuditEntryViewSchema = z.object({
  id: IdSchema,
  tenantId: IdSchema.nullable(),
  actorKind: z.string(),
  actorId: z.string().nullable(),
  /** Where the reader may know them: a member learns who acted in their own tenant, never who runs the platform. */
  actorName: z.string().nullable(),
  actorEmail: z.string().nullable(),
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
export type SignUpInput = z.output<typeof SignUpSchema>;
export type EmailRequestInput = z.output<typeof EmailRequestSchema>;
export type ResetPasswordInput = z.output<typeof ResetPasswordSchema>;
export type ChangePasswordInput = z.output<typeof ChangePasswordSchema>;
export type UpdateProfileInput = z.output<typeof UpdateProfileSchema>;
export type SessionView = z.infer<typeof SessionViewSchema>;
export type OwnTenantView = z.infer<typeof OwnTenantViewSchema>;
export type UserView = z.infer<typeof UserViewSchema>;
export type MeView = z.infer<typeof MeViewSchema>;
export type CreateManagementKeyInput = z.output<typeof CreateManagementKeySchema>;
export type ManagementKeyView = z.infer<typeof ManagementKeyViewSchema>;
export type CreatedManagementKeyView = z.infer<typeof CreatedManagementKeyViewSchema>;
export type ListAuditInput = Partial<z.infer<typeof ListAuditSchema>>;
export type AuditEntryView = z.infer<typeof AuditEntryViewSchema>;
