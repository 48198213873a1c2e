/** Webhook endpoints, what was delivered to them, and the secret that signs the callbacks of jobs. */
import { z } from 'zod';
import { SUBSCRIBABLE_EVENTS, WebhookEventTypeSchema } from '../webhook-event.js';
import { IdSchema, InstantViewSchema, ListQuerySchema, TextSchema } from './fields.js';

/** An address of the customer's. Whether anything may be sent there is decided at creation and at every delivery. */
export const CallbackUrlSchema = z.url({ protocol: /^https?$/ }).max(2_000);

const events = z
  .array(z.enum(SUBSCRIBABLE_EVENTS as [string, ...string[]]))
  .max(50)
  .meta({ description: 'Types of events wanted; none means all' });

export const CreateWebhookEndpointSchema = z.object({
  tenantId: IdSchema,
  url: CallbackUrlSchema,
  description: TextSchema.default(''),
  events: events.default([]),
});

export const UpdateWebhookEndpointSchema = z.object({
  url: CallbackUrlSchema.optional(),
  description: TextSchema.optional(),
  events: events.optional(),
  enabled: z.boolean().optional(),
});

/** How long the old secret signs beside the new one. */
export const SECRET_OVERLAPS_MS = { now: 0, '1h': 3_600_000, '24h': 86_400_000, '7d': 604_800_000 } as const;

export const RotateSecretSchema = z.object({
  overlap: z.enum(Object.keys(SECRET_OVERLAPS_MS) as [keyof typeof SECRET_OVERLAPS_MS]).default('24h'),
});

export const ListWebhookEndpointsSchema = ListQuerySchema.extend({ tenantId: IdSchema.optional() });

export const DeliveryStateSchema = z.enum(['pending', 'delivered', 'failed', 'cancelled']);

export const ListDeliveriesSchema = ListQuerySchema.extend({
  tenantId: IdSchema.optional(),
  endpointId: IdSchema.optional(),
  state: DeliveryStateSchema.optional(),
  type: WebhookEventTypeSchema.optional(),
});

/** Sends again what was not delivered since then: all that is given up or still waits. */
export const ReplayUndeliveredSchema = z.object({ since: z.iso.datetime().optional() });
export const ReplayedViewSchema = z.object({ replayed: z.number().int() });

/** Health over the last 24 hours. `previousSecretUntil` is set while two secrets sign. */
export const WebhookEndpointViewSchema = z.object({
  id: IdSchema,
  tenantId: IdSchema,
  url: z.string(),
  description: z.string(),
  events: z.array(z.string()),
  state: z.enum(['enabled', 'disabled', 'failing', 'gone']),
  failingSince: InstantViewSchema.nullable(),
  previousSecretUntil: InstantViewSchema.nullable(),
  health: z.object({
    delivered: z.number().int(),
    failed: z.number().int(),
    pending: z.number().int(),
    lastDeliveredAt: InstantViewSchema.nullable(),
    medianMs: z.number().int().nullable(),
  }),
  createdAt: InstantViewSchema,
});

/** `secret` is shown this once. */
export const CreatedWebhookEndpointViewSchema = WebhookEndpointViewSchema.extend({ secret: z.string() });
export const RotatedSecretViewSchema = z.object({ secret: z.string(), previousUntil: InstantViewSchema.nullable() });

/** Whether callbacks of jobs are signed already, and until when two secrets sign. */
export const CallbackSecretViewSchema = z.object({
  createdAt: InstantViewSchema.nullable(),
  previousSecretUntil: InstantViewSchema.nullable(),
});

export const DeliveryViewSchema = z.object({
  id: IdSchema,
  tenantId: IdSchema,
  endpointId: IdSchema.nullable().meta({ description: 'Null for the callback of a job' }),
  eventId: IdSchema.meta({ description: 'The webhook-id header: the same in every attempt' }),
  type: z.string(),
  url: z.string(),
  state: DeliveryStateSchema,
  attempts: z.number().int(),
  lastStatus: z.number().int().nullable(),
  lastError: z.string().nullable(),
  nextAttemptAt: InstantViewSchema.nullable(),
  createdAt: InstantViewSchema,
  deliveredAt: InstantViewSchema.nullable(),
});

/**
 * Why an attempt got no answer: nothing may be sent there, its name has no address, no connection, no TLS, no answer in
 * time, cut off in between, no HTTP, or our own secret for it can't be opened.
 */
export const DELIVERY_ERRORS = [
  'address_not_allowed',
  'dns',
  'connect',
  'tls',
  'timeout',
  'reset',
  'protocol',
  'secret_unavailable',
] as const;

export type DeliveryError = (typeof DELIVERY_ERRORS)[number];

/** One try. Headers hold no secret; the answer's body is cut short. */
export const DeliveryAttemptViewSchema = z.object({
  id: IdSchema,
  number: z.number().int(),
  startedAt: InstantViewSchema,
  durationMs: z.number().int(),
  requestHeaders: z.record(z.string(), z.string()),
  responseStatus: z.number().int().nullable(),
  responseHeaders: z.record(z.string(), z.string()).nullable(),
  responseBody: z.string().nullable(),
  error: z.string().nullable(),
});

/** `body` is the exact text that was signed and sent. */
export const DeliveryDetailViewSchema = DeliveryViewSchema.extend({
  body: z.string(),
  tries: z.array(DeliveryAttemptViewSchema),
});

export type CreateWebhookEndpointInput = z.output<typeof CreateWebhookEndpointSchema>;
export type UpdateWebhookEndpointInput = z.output<typeof UpdateWebhookEndpointSchema>;
export type RotateSecretInput = z.output<typeof RotateSecretSchema>;
export type ListWebhookEndpointsInput = Partial<z.infer<typeof ListWebhookEndpointsSchema>>;
export type ListDeliveriesInput = Partial<z.infer<typeof ListDeliveriesSchema>>;
export type ReplayUndeliveredInput = z.output<typeof ReplayUndeliveredSchema>;
export type ReplayedView = z.infer<typeof ReplayedViewSchema>;
export type WebhookEndpointView = z.infer<typeof WebhookEndpointViewSchema>;
export type CreatedWebhookEndpointView = z.infer<typeof CreatedWebhookEndpointViewSchema>;
export type RotatedSecretView = z.infer<typeof RotatedSecretViewSchema>;
export type CallbackSecretView = z.infer<typeof CallbackSecretViewSchema>;
export type DeliveryView = z.infer<typeof DeliveryViewSchema>;
export type DeliveryAttemptView = z.infer<typeof DeliveryAttemptViewSchema>;
export type DeliveryDetailView = z.infer<typeof DeliveryDetailViewSchema>;
