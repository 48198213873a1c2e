/** Security events: what somebody should look at, with what shows it. */
import { z } from 'zod';
import { AttackFindingSchema } from '../call-record.js';
import { IdSchema, InstantViewSchema, ListQuerySchema } from './fields.js';

const count = z.number().nonnegative();

/** What shows it, by the kind of event. Instants are ISO 8601; hours are of UTC, as `HH:00`. */
export const SECURITY_EVIDENCE = {
  /** A minute with ten times the calls that are usual in a minute of the key's. */
  unusual_rate: z.object({
    minute: z.iso.datetime(),
    calls: count,
    usualPerMinute: count,
    highestPerMinute: count,
  }),
  /** A call from where the key was never used. Networks are of 24 bits, of IPv6 of 48. */
  new_network: z.object({ network: z.string(), address: z.string(), at: z.iso.datetime(), knownNetworks: count }),
  /** A call at an hour at which the key isn't used on such days. */
  unusual_hours: z.object({
    at: z.iso.datetime(),
    days: z.enum(['weekdays', 'weekends']),
    usualHours: z.array(z.string()),
  }),
  /** A request that looks like an attack; `blocked` where it was not let through. */
  attack_suspected: AttackFindingSchema.extend({ blocked: z.boolean(), requestId: IdSchema }),
} as const;

export type SecurityEventKind = keyof typeof SECURITY_EVIDENCE;

export const SECURITY_EVENT_KINDS = Object.keys(SECURITY_EVIDENCE) as [SecurityEventKind, ...SecurityEventKind[]];

const KindSchema = z.enum(SECURITY_EVENT_KINDS);

/** `open`: nobody has said yet that it was looked at. */
const StatusSchema = z.enum(['open', 'acknowledged']);

export const ListSecurityEventsSchema = ListQuerySchema.extend({
  tenantId: IdSchema.optional(),
  kind: KindSchema.optional(),
  status: StatusSchema.optional(),
});

/** False takes it back. */
export const AcknowledgeSecurityEventSchema = z.object({ acknowledged: z.boolean().default(true) });

export const SecurityEventViewSchema = z.object({
  id: IdSchema,
  tenantId: IdSchema,
  tenantName: z.string(),
  kind: KindSchema,
  evidence: z.record(z.string(), z.json()),
  application: z.object({ id: IdSchema, name: z.string() }).nullable(),
  /** Null where it is about no key, or one that is none of API keys. */
  key: z
    .object({
      id: IdSchema,
      name: z.string(),
      last4: z.string(),
      status: z.enum(['active', 'disabled', 'revoked', 'expired']),
    })
    .nullable(),
  createdAt: InstantViewSchema,
  acknowledgedAt: InstantViewSchema.nullable(),
  acknowledgedBy: z.string().nullable(),
});

export type SecurityEvidence<K extends SecurityEventKind = SecurityEventKind> = z.infer<(typeof SECURITY_EVIDENCE)[K]>;
export type ListSecurityEventsInput = Partial<z.infer<typeof ListSecurityEventsSchema>>;
export type AcknowledgeSecurityEventInput = z.output<typeof AcknowledgeSecurityEventSchema>;
export type SecurityEventView = z.infer<typeof SecurityEventViewSchema>;
