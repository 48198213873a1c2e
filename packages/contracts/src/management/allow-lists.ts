/** From where an organisation and its applications may be called: networks in CIDR notation, IPv4 and IPv6. */
import { z } from 'zod';
import { NetworksSchema } from '../access.js';
import { IdSchema } from './fields.js';

/** The whole list; an empty one is no bound. An address is read as a network of one. */
export const SetAllowListSchema = z.object({ addresses: NetworksSchema });

/** A call must come from a network of each list that is there: the organisation's, its application's, its credential's. */
export const AllowListsViewSchema = z.object({
  tenantId: IdSchema,
  addresses: z.array(z.string()),
  applications: z.array(z.object({ id: IdSchema, name: z.string(), addresses: z.array(z.string()) })),
});

export type SetAllowListInput = z.output<typeof SetAllowListSchema>;
export type AllowListsView = z.infer<typeof AllowListsViewSchema>;
