/** Applications: what subscribes and holds credentials, inside a tenant. */
import { z } from 'zod';
import { IdSchema, InstantViewSchema, ListQuerySchema, NameSchema, TextSchema } from './fields.js';

export const CreateApplicationSchema = z.object({
  tenantId: IdSchema,
  name: NameSchema,
  description: TextSchema.default(''),
});

/** What is left out stays as it is. */
export const UpdateApplicationSchema = z.object({
  name: NameSchema.optional(),
  description: TextSchema.optional(),
});

export const ArchiveApplicationSchema = z.object({ reason: TextSchema.default('') });

/** `archived` tells the archived from the others; both where it is left out. */
export const ListApplicationsSchema = ListQuerySchema.extend({
  tenantId: IdSchema.optional(),
  archived: z.enum(['true', 'false']).optional(),
});

/** `openKeys` are those not revoked, `openSubscriptions` those neither rejected nor cancelled. */
export const ApplicationViewSchema = z.object({
  id: IdSchema,
  tenantId: IdSchema,
  name: z.string(),
  description: z.string(),
  openKeys: z.number().int(),
  openSubscriptions: z.number().int(),
  createdAt: InstantViewSchema,
  archivedAt: InstantViewSchema.nullable(),
});

export type CreateApplicationInput = z.output<typeof CreateApplicationSchema>;
export type UpdateApplicationInput = z.output<typeof UpdateApplicationSchema>;
export type ListApplicationsInput = Partial<z.infer<typeof ListApplicationsSchema>>;
export type ApplicationView = z.infer<typeof ApplicationViewSchema>;
