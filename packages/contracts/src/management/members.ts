/** The people of a tenant, and invitations to become one. */
import { z } from 'zod';
import { IdSchema, InstantViewSchema, NameSchema } from './fields.js';
import { CustomRoleRefSchema, EmailSchema, PasswordSchema, RoleSchema } from './identity.js';

/** What somebody is to be: a role that every tenant has, or the id of one of the tenant's own. */
export const RoleReferenceSchema = z
  .string()
  .regex(/^(owner|admin|billing|developer|viewer|rol_[0-9a-f]{32})$/, 'must be a role, or the id of one')
  .meta({ description: 'owner, admin, billing, developer, viewer, or the id of a role', example: 'developer' });

export const ChangeMemberRoleSchema = z.object({ role: RoleReferenceSchema });

export const InviteMemberSchema = z.object({ email: EmailSchema, role: RoleReferenceSchema.default('developer') });

/** The secret of the link in an invitation's mail. */
export const InvitationTokenSchema = z.object({ token: z.string().max(100) });

/** An account made by accepting: the invitation itself proves the address. */
export const AcceptAsNewPersonSchema = InvitationTokenSchema.extend({
  name: z.union([NameSchema, z.literal('')]).default(''),
  password: PasswordSchema,
});

/** Of the query: whether the keys they made are revoked with it. */
export const RemoveMemberSchema = z.object({ revokeKeys: z.stringbool().default(false) });

export const MemberViewSchema = z.object({
  userId: IdSchema,
  email: z.string(),
  name: z.string(),
  role: RoleSchema,
  customRole: CustomRoleRefSchema,
  joinedAt: InstantViewSchema,
});

/** `invitedBy` is null once that person is gone, and where the platform invited. */
export const InvitationViewSchema = z.object({
  id: IdSchema,
  tenantId: IdSchema,
  email: z.string(),
  role: RoleSchema,
  customRole: CustomRoleRefSchema,
  status: z.enum(['pending', 'expired']),
  invitedBy: z.string().nullable(),
  createdAt: InstantViewSchema,
  expiresAt: InstantViewSchema,
});

/**
 * An invitation as whoever holds its link sees it. `account` says what is left to do: `known` signs in with this address,
 * `new` chooses a password here.
 */
export const OpenInvitationViewSchema = z.object({
  tenant: z.string(),
  invitedBy: z.string().nullable(),
  email: z.string(),
  role: RoleSchema,
  customRole: CustomRoleRefSchema,
  account: z.enum(['known', 'new']),
  expiresAt: InstantViewSchema,
});

/** Where an accepted invitation led to. */
export const JoinedTenantViewSchema = z.object({
  tenantId: IdSchema,
  tenant: z.string(),
  role: RoleSchema,
  customRole: CustomRoleRefSchema,
});

export type RemoveMemberInput = z.output<typeof RemoveMemberSchema>;
export type InviteMemberInput = z.output<typeof InviteMemberSchema>;
export type AcceptAsNewPersonInput = z.output<typeof AcceptAsNewPersonSchema>;
export type MemberView = z.infer<typeof MemberViewSchema>;
export type InvitationView = z.infer<typeof InvitationViewSchema>;
export type OpenInvitationView = z.infer<typeof OpenInvitationViewSchema>;
export type JoinedTenantView = z.infer<typeof JoinedTenantViewSchema>;
