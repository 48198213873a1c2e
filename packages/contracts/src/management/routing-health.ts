/** How places are checked, and what is known of their health. */
import { z } from 'zod';
import { IdSchema, InstantViewSchema, MillisecondsSchema } from './fields.js';

/** Active checks: one gateway asks each place, all learn of it. A path is below the provider's base URL. */
export const HealthCheckSchema = z.strictObject({
  path: z.string().trim().startsWith('/').max(200),
  intervalMs: MillisecondsSchema(200, 300_000).default(5000),
  timeoutMs: MillisecondsSchema(50, 60_000).default(2000),
  /** Of checks in a row. */
  unhealthyAfter: z.number().int().min(1).max(20).default(3),
  healthyAfter: z.number().int().min(1).max(20).default(2),
});

export const BREAKER_STATES = ['closed', 'open', 'half_open'] as const;

/** What happened to a target's health. */
export const HEALTH_EVENTS = [
  'breaker_opened', 'breaker_half_open', 'breaker_closed', 'ejected', 'returned', 'check_failed', 'check_passed',
  'instance_came', 'instance_left',
] as const; // prettier-ignore

/** A target, or one of its instances, as one gateway process sees it. */
export const ProcessHealthSchema = z.object({
  processId: z.string(),
  breaker: z.enum(BREAKER_STATES),
  ejectedUntil: InstantViewSchema.nullable(),
  inFlight: z.number().int(),
  latencyMs: z.number().nullable().meta({ description: 'Peak-sensitive moving average of the time to the first byte' }),
  successes: z.number().int().meta({ description: 'In the window of its breaker' }),
  failures: z.number().int(),
  asOf: InstantViewSchema,
});

/** A target, or one of its instances, as all gateways together see it: the worst that one of them says counts. */
export const TargetHealthViewSchema = z.object({
  targetId: IdSchema,
  /** `host:port` where the provider's instances are discovered. */
  instance: z.string().nullable(),
  model: z.string(),
  provider: z.string(),
  upstreamModel: z.string(),
  state: z.enum(['healthy', 'degraded', 'ejected', 'open', 'half_open', 'unhealthy', 'unknown']),
  /** Of active checks; null where there are none, or none has been made. */
  check: z.object({ healthy: z.boolean(), checkedAt: InstantViewSchema, detail: z.string().nullable() }).nullable(),
  processes: z.array(ProcessHealthSchema),
});

export const HealthEventViewSchema = z.object({
  at: InstantViewSchema,
  event: z.enum(HEALTH_EVENTS),
  targetId: IdSchema,
  instance: z.string().nullable(),
  model: z.string(),
  provider: z.string(),
  reason: z.string().nullable(),
});

export const RoutingHealthViewSchema = z.object({
  targets: z.array(TargetHealthViewSchema),
  /** Newest first. */
  events: z.array(HealthEventViewSchema),
});

export type HealthCheck = z.output<typeof HealthCheckSchema>;
export type HealthEventKind = (typeof HEALTH_EVENTS)[number];
export type ProcessHealth = z.infer<typeof ProcessHealthSchema>;
export type TargetHealthView = z.infer<typeof TargetHealthViewSchema>;
export type HealthEventView = z.infer<typeof HealthEventViewSchema>;
export type RoutingHealthView = z.infer<typeof RoutingHealthViewSchema>;
