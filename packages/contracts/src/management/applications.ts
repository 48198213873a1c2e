/** Applications: what subscribes and holds credentials, inside a tenant. */
import { z } from 'zod';
import { IdSchema, InstantViewSchema, ListQuerySchema, NameSchema, TextSchema } from './fields.js';

export const CreateApplicationSchema = z.object({
  tenantId: IdSchema,
  name: NameSchema,
  description: TextSchema.default(''),
});

export const ListApplicationsSchema = ListQuerySchema.extend({ tenantId: IdSchema.optional() });

export const ApplicationViewSchema = z.object({
  id: IdSchema,
  tenantId: IdSchema,
  name: z.string(),
  description: z.string(),
  createdAt: InstantViewSchema,
  archivedAt: InstantViewSchema.nullable(),
});

export type CreateApplicationInput = z.output<typeof CreateApplicationSchema>;
export type ListApplicationsInput = Partial<z.infer<typeof ListApplicationsSchema>>;
export type ApplicationView = z.infer<typeof ApplicationViewSchema>;
