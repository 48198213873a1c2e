/** Tenants: the organisations that are customers, each with one billing currency. */
import { z } from 'zod';
import {
  AmountViewSchema,
  CurrencySchema,
  IdSchema,
  InstantViewSchema,
  ListQuerySchema,
  NameSchema,
  SearchSchema,
  SlugSchema,
  TextSchema,
} from './fields.js';

const TIME_ZONE = z
  .string()
  .max(64)
  .refine(isTimeZone, 'must be an IANA time zone such as "Europe/Madrid"')
  .meta({ example: 'UTC' });

/** `slug` is made from the name where omitted; `currency` is else fixed by the first grant or subscription. */
export const CreateTenantSchema = z.object({
  name: NameSchema,
  slug: SlugSchema.optional(),
  billingMode: z.enum(['prepaid', 'postpaid']).default('prepaid'),
  currency: CurrencySchema.optional(),
  timeZone: TIME_ZONE.default('UTC'),
});

/** An organisation of one's own. */
export const CreateOwnTenantSchema = z.object({ name: NameSchema, timeZone: TIME_ZONE.default('UTC') });

/** What its own admins may change. */
export const UpdateTenantSchema = z.object({ name: NameSchema.optional(), timeZone: TIME_ZONE.optional() });

/** Why a tenant is suspended or resumed; kept in the audit log. */
export const TenantStatusChangeSchema = z.object({ reason: TextSchema.default('') });

export const TenantViewSchema = z.object({
  id: IdSchema,
  slug: z.string(),
  name: z.string(),
  status: z.enum(['active', 'suspended']),
  billingMode: z.enum(['prepaid', 'postpaid']),
  currency: z.string().nullable(),
  timeZone: z.string(),
  createdAt: InstantViewSchema,
});

/** What the platform searches its tenants by: a part of the name or slug, or an id. */
export const ListTenantSummariesSchema = ListQuerySchema.extend({
  q: SearchSchema,
  status: z.enum(['active', 'suspended']).optional(),
});

/** A tenant with its money: `spend` is what live calls of the last 30 days were charged, up to `asOf`. */
export const TenantSummaryViewSchema = TenantViewSchema.extend({
  posted: AmountViewSchema,
  spend: AmountViewSchema,
  requests: z.number().int().meta({ description: 'Live calls of the last 30 days' }),
  members: z.number().int(),
  applications: z.number().int(),
  asOf: InstantViewSchema,
});

/** What `createTenant` takes. */
export type CreateTenantInput = z.output<typeof CreateTenantSchema>;
export type CreateOwnTenantInput = z.output<typeof CreateOwnTenantSchema>;
export type UpdateTenantInput = z.output<typeof UpdateTenantSchema>;
export type ListTenantSummariesInput = Partial<z.infer<typeof ListTenantSummariesSchema>>;
export type TenantSummaryView = z.infer<typeof TenantSummaryViewSchema>;
export type TenantView = z.infer<typeof TenantViewSchema>;

function isTimeZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}
