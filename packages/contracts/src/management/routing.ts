/** How calls find the place that serves them: a model’s routing policy, and where a call would go. */
import { z } from 'zod';
import { IdSchema, InstantViewSchema, MillisecondsSchema, ModelNameSchema, SlugSchema } from './fields.js';

/**
 * How a pool picks one of its targets. `lowest_latency` goes by the peak-sensitive moving average of the time to the
 * first byte; `priority` takes them as they are listed; `cheapest` by what they cost upstream now.
 */
export const STRATEGIES = [
  'weighted', 'round_robin', 'least_in_flight', 'lowest_latency', 'consistent_hash', 'priority', 'cheapest',
] as const; // prettier-ignore

const PercentSchema = z.number().int().min(0).max(100);
const HeaderNameSchema = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9!#$%&'*+.^_`|~-]{1,80}$/, 'must be the name of a header');

/** What a consistent hash is taken of; a call that lacks it is hashed by its key. */
const HashOnSchema = z.union([z.enum(['end_user', 'tenant', 'api_key']), z.strictObject({ header: HeaderNameSchema })]);

export const PoolSchema = z.strictObject({
  name: SlugSchema,
  strategy: z.enum(STRATEGIES).default('weighted'),
  hashOn: HashOnSchema.default('end_user'),
  /** Calls at once for each target; a pool whose targets are all at it spills over to the next. Null: no bound. */
  maxInFlight: z.number().int().min(1).max(100_000).nullable().default(null),
  /** Targets by id. A weight left out is the target's own. */
  targets: z
    .array(z.strictObject({ target: IdSchema, weight: z.number().int().min(0).max(1_000_000).optional() }))
    .max(2000),
});

const HeaderConditionSchema = z
  .strictObject({
    name: HeaderNameSchema,
    equals: z.string().max(200).optional(),
    prefix: z.string().max(200).optional(),
  })
  .refine(({ equals, prefix }) => equals === undefined || prefix === undefined, 'must have equals or prefix, not both');

/** All that is said must hold. `tag` is compared with `x-traffic-tag`. */
export const RuleSchema = z.strictObject({
  name: SlugSchema,
  when: z
    .strictObject({
      path: z.string().max(200).startsWith('/').optional().meta({ description: 'What the path begins with' }),
      headers: z.array(HeaderConditionSchema).max(10).default([]),
      tag: z.string().max(100).optional(),
    })
    .default({ headers: [] }),
  /** Of the calls that match; the others go on to the next rule. */
  percent: PercentSchema.default(100),
  /** Who stays on one side of a share: each caller's user, each key, or nobody (`call`). */
  stickyBy: z.enum(['call', 'end_user', 'api_key']).default('call'),
  /** Pools in the order they are tried. */
  use: z.array(SlugSchema).min(1).max(20),
});

/** Times in ms. `perTryTimeoutMs` bounds the silence before the first byte of one try, `totalTimeoutMs` all tries. */
export const AttemptPolicySchema = z.strictObject({
  mostTries: z.number().int().min(1).max(10).default(3),
  connectTimeoutMs: MillisecondsSchema(50, 5_000).default(2000),
  perTryTimeoutMs: MillisecondsSchema(50, 600_000).default(120_000),
  totalTimeoutMs: MillisecondsSchema(50, 900_000).default(300_000),
  /** A second target is asked when the first has said nothing for this long; null: never. */
  hedgeAfterMs: MillisecondsSchema(20, 60_000).nullable().default(null),
  /** Second and further tries, in percent of calls; ten a second are always allowed. */
  retryBudgetPercent: PercentSchema.default(20),
});

export const BreakerPolicySchema = z.strictObject({
  windowMs: MillisecondsSchema(1000, 600_000).default(10_000),
  minimumCalls: z.number().int().min(1).max(10_000).default(20),
  failurePercent: z.number().int().min(1).max(100).default(50),
  /** A first byte later than this is slow; null: nothing is. */
  slowCallMs: MillisecondsSchema(10, 600_000).nullable().default(null),
  slowPercent: z.number().int().min(1).max(100).default(80),
  openMs: MillisecondsSchema(100, 600_000).default(5000),
});

/** Passive: a target that fails so often in a row is left alone for a while, longer each time. */
export const EjectionPolicySchema = z.strictObject({
  consecutiveFailures: z.number().int().min(1).max(1000).default(5),
  ejectMs: MillisecondsSchema(100, 600_000).default(10_000),
  /** Of a pool's targets, that may be left alone at once. */
  mostEjectedPercent: PercentSchema.default(50),
});

export const ShadowPolicySchema = z.strictObject({
  target: IdSchema,
  percent: PercentSchema.default(100),
});

/**
 * A model's routing. Pools not named in a rule's `use` serve nobody by it; `defaultPools` serve the calls no rule takes,
 * in that order (left out: all pools as listed). Targets in no pool serve nobody. `fallbackModels` are asked when no
 * target of this model answered, under their own policy, at this model's price.
 */
export const RoutingPolicySchema = z
  .strictObject({
    pools: z.array(PoolSchema).min(1).max(20),
    defaultPools: z.array(SlugSchema).min(1).max(20).optional(),
    rules: z.array(RuleSchema).max(50).default([]),
    shadow: ShadowPolicySchema.nullable().default(null),
    fallbackModels: z
      .array(ModelNameSchema)
      .max(5)
      .refine((names) => new Set(names).size === names.length, 'names a model twice')
      .default([]),
    attempts: AttemptPolicySchema.prefault({}),
    breaker: BreakerPolicySchema.prefault({}),
    ejection: EjectionPolicySchema.prefault({}),
  })
  .superRefine(({ pools, defaultPools = [], rules }, context) => {
    const names = new Set(pools.map(({ name }) => name));
    if (names.size !== pools.length)
      context.addIssue({ code: 'custom', message: 'has two of one name', path: ['pools'] });
    if (new Set(rules.map(({ name }) => name)).size !== rules.length)
      context.addIssue({ code: 'custom', message: 'has two of one name', path: ['rules'] });
    const check = (used: readonly string[], path: (string | number)[]) => {
      for (const name of used)
        if (!names.has(name)) context.addIssue({ code: 'custom', message: `names no pool: ${name}`, path });
    };
    check(defaultPools, ['defaultPools']);
    for (const [index, rule] of rules.entries()) check(rule.use, ['rules', index, 'use']);
    for (const [index, pool] of pools.entries())
      if (new Set(pool.targets.map(({ target }) => target)).size !== pool.targets.length)
        context.addIssue({ code: 'custom', message: 'names a target twice', path: ['pools', index, 'targets'] });
  });

/** Null gives the model back the routing of one that nobody set: all its targets in one pool, by weight. */
export const UpdateRoutingSchema = z.object({ routing: RoutingPolicySchema.nullable() });

/** A call that is not made. Headers matter as far as rules look at them. */
export const SimulateRouteSchema = z.object({
  model: ModelNameSchema,
  path: z.string().max(200).startsWith('/').default('/v1/chat/completions'),
  headers: z.record(HeaderNameSchema, z.string().max(500)).default({}),
  environment: z.enum(['live', 'test']).default('live'),
  endUser: z.string().max(256).nullish(),
  /** Whose residency policy counts, and whose hash; left out: nobody's. */
  tenant: z.string().max(160).nullish(),
});

export const RouteStepViewSchema = z.object({
  model: z.string(),
  pool: z.string(),
  targetId: IdSchema,
  instance: z.string().nullable(),
  provider: z.string(),
  upstreamModel: z.string(),
  /** Null for one that would not be asked. */
  order: z.number().int().nullable(),
  /** Chance in percent to be the first asked, where that is drawn; null where it isn't. */
  chancePercent: z.number().nullable(),
  /** In words: why here, or why not. */
  reason: z.string(),
});

export const RouteSimulationViewSchema = z.object({
  /** Why nobody would be asked; null when somebody would. */
  refusal: z.object({ code: z.string(), message: z.string() }).nullable(),
  /** The rule that takes the call; null for none. */
  rule: z.string().nullable(),
  /** What each rule said, in order. */
  rules: z.array(z.object({ name: z.string(), matched: z.boolean(), reason: z.string() })),
  steps: z.array(RouteStepViewSchema),
  shadow: z.object({ targetId: IdSchema, percent: z.number() }).nullable(),
  fallbackModels: z.array(z.string()),
  at: InstantViewSchema,
});

export type Strategy = (typeof STRATEGIES)[number];
export type RoutingPolicyInput = z.input<typeof RoutingPolicySchema>;
export type RoutingPolicy = z.output<typeof RoutingPolicySchema>;
export type Pool = z.output<typeof PoolSchema>;
export type Rule = z.output<typeof RuleSchema>;
export type AttemptPolicy = z.output<typeof AttemptPolicySchema>;
export type BreakerPolicy = z.output<typeof BreakerPolicySchema>;
export type EjectionPolicy = z.output<typeof EjectionPolicySchema>;
export type ShadowPolicy = z.output<typeof ShadowPolicySchema>;
export type SimulateRouteInput = z.output<typeof SimulateRouteSchema>;
export type RouteStepView = z.infer<typeof RouteStepViewSchema>;
export type RouteSimulationView = z.infer<typeof RouteSimulationViewSchema>;
