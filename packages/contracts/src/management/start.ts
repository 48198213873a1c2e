/** The way from an account to a first call, and what the playground may try. */
import { z } from 'zod';
import { AmountViewSchema, IdSchema, InstantViewSchema, NameSchema } from './fields.js';

const EnvironmentSchema = z.enum(['live', 'test']);

/** A call as the start page shows it arriving; figures are null until they are recorded. */
export const StartCallViewSchema = z.object({
  requestId: IdSchema,
  model: z.string().nullable(),
  status: z.number().int(),
  environment: z.string().nullable(),
  inputTokens: z.number().int().nullable(),
  outputTokens: z.number().int().nullable(),
  charge: AmountViewSchema.nullable(),
  currency: z.string().nullable(),
  durationMs: z.number(),
  startedAt: InstantViewSchema,
});

/**
 * How far a tenant has come, from facts alone. `offer` is a product that may be joined at once; `model` is one that the
 * application may call; `canPay` says whether a live call would find money.
 */
export const StartViewSchema = z.object({
  tenantId: IdSchema,
  emailVerified: z.boolean(),
  application: z.object({ id: IdSchema, name: z.string() }).nullable(),
  subscription: z.object({ id: IdSchema, product: z.string(), plan: z.string() }).nullable(),
  waitingSubscriptions: z.number().int(),
  key: z
    .object({ id: IdSchema, name: z.string(), environment: EnvironmentSchema, start: z.string(), last4: z.string() })
    .nullable(),
  model: z.string().nullable(),
  canPay: z.boolean(),
  newestCall: StartCallViewSchema.nullable(),
  offer: z.object({ product: z.string(), productName: z.string(), plan: z.string(), planName: z.string() }).nullable(),
});

/** Names for what is made where it is missing. */
export const CreateFirstKeySchema = z.object({
  applicationName: NameSchema.default('My application'),
  keyName: NameSchema.default('First key'),
  environment: EnvironmentSchema.default('test'),
});

/**
 * An application with an active subscription, and the models it may call: those made for chat first. `operations` are
 * what its subscriptions offer and the model can be asked for.
 */
export const PlaygroundApplicationViewSchema = z.object({
  id: IdSchema,
  name: z.string(),
  models: z.array(
    z.object({
      name: z.string(),
      description: z.string(),
      contextTokens: z.number().int().nullable(),
      maxOutputTokens: z.number().int().nullable(),
      operations: z.array(z.string()),
    }),
  ),
});

export type StartView = z.infer<typeof StartViewSchema>;
export type StartCallView = z.infer<typeof StartCallViewSchema>;
export type CreateFirstKeyInput = z.output<typeof CreateFirstKeySchema>;
export type PlaygroundApplicationView = z.infer<typeof PlaygroundApplicationViewSchema>;
