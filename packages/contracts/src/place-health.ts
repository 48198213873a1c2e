/**
 * What processes tell each other of the places calls are sent to. All times in it are Redis' Unix ms, so that nobody's
 * own clock matters. A process that doesn't understand another's word leaves it.
 */
import { z } from 'zod';
import { BREAKER_STATES } from './management/routing-health.js';

/** What one process found out by its own calls; `untilMs`: how long the place is left alone. */
export const PlaceNewsSchema = z.object({
  key: z.string(),
  kind: z.enum(['breaker_opened', 'breaker_half_open', 'breaker_closed', 'ejected', 'returned']),
  atMs: z.number(),
  untilMs: z.number().nullable(),
  reason: z.string().nullable(),
});

/** What active checks say of a place. */
export const PlaceCheckSchema = z.object({ healthy: z.boolean(), detail: z.string().nullable(), atMs: z.number() });

/** Said over pub/sub at once; may be lost. */
export const HealthMessageSchema = z.object({
  from: z.string(),
  news: z.array(PlaceNewsSchema),
  checks: z.record(z.string(), PlaceCheckSchema),
});

/** One place as one process sees it; `successes` and `failures` are those in the window of its breaker. */
export const PlaceStateSchema = z.object({
  key: z.string(),
  breaker: z.enum(BREAKER_STATES),
  openUntilMs: z.number().nullable(),
  ejectedUntilMs: z.number().nullable(),
  inFlight: z.number(),
  latencyMs: z.number().nullable(),
  successes: z.number(),
  failures: z.number(),
});

/** All that a process knows of places by its own calls; what it knows nothing of is left out. */
export const ProcessHealthStateSchema = z.object({ atMs: z.number(), places: z.array(PlaceStateSchema) });

export type PlaceNews = z.infer<typeof PlaceNewsSchema>;
export type PlaceCheck = z.infer<typeof PlaceCheckSchema>;
export type HealthMessage = z.infer<typeof HealthMessageSchema>;
export type PlaceState = z.infer<typeof PlaceStateSchema>;
export type ProcessHealthState = z.infer<typeof ProcessHealthStateSchema>;
