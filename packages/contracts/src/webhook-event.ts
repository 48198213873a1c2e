/**
 * Events that leave the platform: what a webhook endpoint may be told. Every type has the shape of its `data` here; the
 * body that is signed and sent is `{type, timestamp, data}` (Standard Webhooks 1.0.0). Ids are public, instants ISO 8601,
 * amounts exact decimal strings.
 */
import { z } from 'zod';
import { UuidSchema } from './uuid.schema.js';

const id = z.string();
const instant = z.iso.datetime();
const amount = z.string();

const job = z.object({
  id,
  applicationId: id,
  operation: z.string(),
  model: z.string(),
  state: z.enum(['completed', 'failed']),
  createdAt: instant,
  finishedAt: instant,
  /** Until when `GET /v1/jobs/{id}` gives the result. */
  expiresAt: instant,
  callId: id.nullable(),
  charge: amount.nullable(),
  currency: z.string().nullable(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  metadata: z.record(z.string(), z.string()).nullable(),
});
const key = z.object({
  id,
  applicationId: id,
  name: z.string(),
  environment: z.enum(['live', 'test']),
  last4: z.string(),
});
/** A limit that keeps a count over a day or a month: `name` and owner are those that refusals name. */
const crossedLimit = z.object({
  name: z.string(),
  level: z.enum(['tenant', 'application', 'key', 'subscription']),
  ownerId: id,
  /** Public name of the owner; of a subscription its application's. */
  ownerName: z.string(),
  unit: z.enum(['requests', 'tokens', 'money']),
  used: amount,
  allowed: amount,
  currency: z.string().nullable(),
  period: z.enum(['day', 'month']),
  /** Of a budget: whether calls are refused when nothing is left. */
  stop: z.enum(['hard', 'soft']).nullable(),
  resetsAt: instant,
});
const subscription = z.object({ id, applicationId: id, product: z.string(), plan: z.string(), reason: z.string() });

/** The data of each event, by type. */
export const WEBHOOK_EVENTS = {
  'job.completed': job,
  'job.failed': job,
  'key.created': key,
  'key.revoked': key.extend({ reason: z.string() }),
  /** A scanner found it in public, at that address where it says so; it was revoked at once. */
  'key.leaked': key.extend({ url: z.string() }),
  'subscription.approved': subscription,
  'subscription.rejected': subscription,
  'payment.succeeded': z.object({ id, amount, currency: z.string() }),
  /** The posted balance fell below the organisation's threshold. */
  'balance.low': z.object({ balance: amount, threshold: amount, currency: z.string() }),
  /** Four fifths of a month's quota are used; once per subscription and month. */
  'billing.limit_approaching': z.object({
    subscriptionId: id,
    limit: z.literal('quota_per_month'),
    used: z.number().int(),
    allowed: z.number().int(),
    resetsAt: instant,
  }),
  /** Four fifths of a quota that was set, or as much of a budget as it warns at, are used; once per period. */
  'quota.warned': crossedLimit,
  'budget.warned': crossedLimit,
  /** All of it is used; once per period. Where both are crossed at once, this one alone is told. */
  'quota.exhausted': crossedLimit,
  'budget.exhausted': crossedLimit,
  /** A key is used unlike it usually is, or a request looks like an attack; the evidence is in the words of the API. */
  'security.abnormal_use': z.object({
    id,
    kind: z.string(),
    applicationId: id.nullable(),
    keyId: id.nullable(),
    evidence: z.record(z.string(), z.json()),
  }),
  /** Sent by hand from the portal or the API, to try an endpoint. */
  'webhook.test': z.object({ endpointId: id, message: z.string() }),
} as const satisfies Record<string, z.ZodType>;

export type WebhookEventType = keyof typeof WEBHOOK_EVENTS;
export type WebhookEventData<T extends WebhookEventType> = z.infer<(typeof WEBHOOK_EVENTS)[T]>;

/** Types an endpoint may ask for; the test event comes unasked. */
export const SUBSCRIBABLE_EVENTS = (Object.keys(WEBHOOK_EVENTS) as WebhookEventType[]).filter(
  (type) => type !== 'webhook.test',
);

export const WebhookEventTypeSchema = z.enum(Object.keys(WEBHOOK_EVENTS) as [WebhookEventType, ...WebhookEventType[]]);

/**
 * The outbox's `event.occurred`: something happened to a tenant. The worker makes the event of it (under the outbox row's
 * id) and one delivery per endpoint that wants it, or, with `callbackUrl`, that one besides. With `endpointId` it goes to
 * that endpoint alone: the test event.
 */
export const OccurredEventSchema = z.object({
  tenantId: UuidSchema,
  type: WebhookEventTypeSchema,
  occurredAt: instant,
  data: z.record(z.string(), z.json()),
  callbackUrl: z.string().nullable().default(null),
  endpointId: UuidSchema.nullable().default(null),
});

export type OccurredEvent = z.infer<typeof OccurredEventSchema>;
