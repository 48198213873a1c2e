/** Roles of a tenant: those that every tenant has, and those of its own, made of listed permissions. */
import { TENANT_PERMISSIONS } from '@turnpike/domain/permissions';
import { z } from 'zod';
import { IdSchema, InstantViewSchema, NameSchema, TextSchema } from './fields.js';
import { RoleReferenceSchema } from './members.js';

/** Reading the organisation itself comes with every role. */
const PermissionsSchema = z.array(z.enum(TENANT_PERMISSIONS)).max(TENANT_PERMISSIONS.length);

export const CreateRoleSchema = z.object({
  name: NameSchema,
  description: TextSchema.default(''),
  permissions: PermissionsSchema,
});

export const UpdateRoleSchema = z.object({
  name: NameSchema.optional(),
  description: TextSchema.optional(),
  permissions: PermissionsSchema.optional(),
});

/** `replaceWith` is what those who have it are afterwards; a role that nobody has needs none. */
export const DeleteRoleSchema = z.object({ replaceWith: RoleReferenceSchema.optional() });

/** `id` is `owner`, `admin` and so on for a role that every tenant has, which nobody changes. */
export const RoleViewSchema = z.object({
  id: z.string(),
  isBuiltIn: z.boolean(),
  name: z.string(),
  description: z.string(),
  permissions: z.array(z.enum(TENANT_PERMISSIONS)),
  memberCount: z.number().int(),
  /** Sent, and not accepted yet. */
  invitationCount: z.number().int(),
  createdAt: InstantViewSchema.nullable(),
});

/** With the first hundred who have it. */
export const RoleDetailViewSchema = RoleViewSchema.extend({
  members: z.array(z.object({ userId: IdSchema, email: z.string(), name: z.string() })),
});

export type CreateRoleInput = z.output<typeof CreateRoleSchema>;
export type UpdateRoleInput = z.output<typeof UpdateRoleSchema>;
export type DeleteRoleInput = z.output<typeof DeleteRoleSchema>;
export type RoleView = z.infer<typeof RoleViewSchema>;
export type RoleDetailView = z.infer<typeof RoleDetailViewSchema>;
