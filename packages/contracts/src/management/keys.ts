/** API keys. The secret is in the answer to its creation and nowhere else. */
import { z } from 'zod';
import { NetworksSchema, ScopeSchema } from '../access.js';
import {
  AmountViewSchema,
  IdSchema,
  InstantSchema,
  InstantViewSchema,
  ListQuerySchema,
  ModelNameSchema,
  NameSchema,
  SearchSchema,
  TextSchema,
} from './fields.js';
import { UsageCountsSchema } from './usage-counts.js';

const EnvironmentSchema = z.enum(['live', 'test']);
const KeyStatusSchema = z.enum(['active', 'disabled', 'revoked', 'expired']);

/** What a key may do of all its application may; an empty list is no bound. */
const KEY_TERMS = {
  scopes: z.array(ScopeSchema).max(100).optional(),
  models: z.array(ModelNameSchema).max(200).optional(),
  addresses: NetworksSchema.optional(),
};

export const CreateKeySchema = z.object({
  applicationId: IdSchema,
  name: NameSchema.default('API key'),
  environment: EnvironmentSchema.default('live'),
  expiresAt: InstantSchema.nullish(),
  ...KEY_TERMS,
});

/** How long the old key still works beside the new one, in words and in milliseconds. */
export const OVERLAPS_MS = { now: 0, '1m': 60_000, '1h': 3_600_000, '24h': 86_400_000 } as const;

/** Replaces a key by a new one of the same name, application, environment, terms; `expiresAt` is the new one's own. */
export const RotateKeySchema = z.object({
  overlap: z.enum(Object.keys(OVERLAPS_MS) as [keyof typeof OVERLAPS_MS]).default('1h'),
  expiresAt: InstantSchema.nullish(),
});

/** What is left out stays; a list that is given replaces the old one whole. */
export const UpdateKeySchema = z.object({
  name: NameSchema.optional(),
  expiresAt: InstantSchema.nullish(),
  ...KEY_TERMS,
});

/** Days from its making within which every key of an organisation must end; null: whenever. */
export const SetKeyPolicySchema = z.object({ maxKeyDays: z.number().int().min(1).max(3_650).nullable() });

/** Why a key is revoked, disabled or enabled; kept in the audit log. */
export const KeyStatusChangeSchema = z.object({ reason: TextSchema.default('') });

export const ListKeysSchema = ListQuerySchema.extend({
  tenantId: IdSchema.optional(),
  applicationId: IdSchema.optional(),
  environment: EnvironmentSchema.optional(),
  status: KeyStatusSchema.optional(),
  q: SearchSchema.meta({ description: 'Part of the name, or the beginning or end of the key' }),
});

export const KeyViewSchema = z.object({
  id: IdSchema,
  tenantId: IdSchema,
  applicationId: IdSchema,
  name: z.string(),
  environment: EnvironmentSchema,
  status: KeyStatusSchema,
  purpose: z
    .enum(['secret', 'playground', 'client'])
    .meta({ description: 'A playground key lives for minutes in a browser, a client token on a phone or in a page' }),
  start: z.string().meta({ example: 'tp_live_4fQz' }),
  last4: z.string(),
  createdAt: InstantViewSchema,
  lastUsedAt: InstantViewSchema.nullable(),
  expiresAt: InstantViewSchema.nullable(),
  disabledAt: InstantViewSchema.nullable(),
  revokedAt: InstantViewSchema.nullable(),
  rotatedFromId: IdSchema.nullable().meta({ description: 'The key that this one replaced' }),
  scopes: z.array(z.string()).meta({ description: 'What it may do; none: all that its application may' }),
  models: z.array(z.string()).meta({ description: 'Models it may ask; none: all that are offered' }),
  addresses: z.array(z.string()).meta({ description: 'Networks it may be used from; none: anywhere' }),
});

/** A product an application is subscribed to, as keys can be bound to it: its scope, and scopes of its operations. */
export const ApplicationScopeViewSchema = z.object({
  scope: z.string(),
  name: z.string(),
  operations: z.array(z.object({ scope: z.string(), operation: z.string() })),
  models: z.array(z.string()),
});

/** `violating` are keys that work and don't end in time, the oldest first; `violations` counts all of them. */
export const KeyPolicyViewSchema = z.object({
  tenantId: IdSchema,
  maxKeyDays: z.number().int().nullable(),
  violations: z.number().int(),
  violating: z.array(KeyViewSchema.extend({ application: z.string() })),
});

/** Keys of a member that work, or that were revoked just now. */
export const MemberKeysViewSchema = z.object({ userId: IdSchema, keys: z.number().int() });

/** UTC days, oldest first, today included; a day without calls is there with zeros. */
export const KeyDayViewSchema = UsageCountsSchema.extend({
  day: z.iso.date(),
  requests: z.number().int(),
  errors: z.number().int(),
  charge: AmountViewSchema,
});

/** A key among others, with what it was used for in the last seven UTC days, today included. */
export const ListedKeyViewSchema = KeyViewSchema.extend({
  application: z.string().meta({ description: 'Name of the application' }),
  usage: z.object({
    requests: z.number().int(),
    charge: AmountViewSchema,
    currency: z.string().nullable(),
    requestsByDay: z.array(z.number().int()),
  }),
});

export const KeyUsageQuerySchema = z.object({ days: z.coerce.number().int().min(1).max(90).default(30) });

/** What a key was used for; `currency` is null before the tenant has one. */
export const KeyUsageViewSchema = z.object({
  keyId: IdSchema,
  currency: z.string().nullable(),
  requests: z.number().int(),
  errors: z.number().int(),
  charge: AmountViewSchema,
  days: z.array(KeyDayViewSchema),
});

/** What was done to a key. `actor` is a name where it was one of the tenant's people. */
export const KeyEventViewSchema = z.object({
  id: IdSchema,
  action: z.string(),
  actorKind: z.string(),
  actor: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()),
  createdAt: InstantViewSchema,
});

/** Asks for the credential of minutes that a browser plays with. */
export const CreatePlaygroundKeySchema = z.object({
  applicationId: IdSchema,
  environment: EnvironmentSchema.default('test'),
});

/** `key` is the whole secret; asking again ends it and gives another. */
export const PlaygroundKeyViewSchema = z.object({
  id: IdSchema,
  applicationId: IdSchema,
  environment: EnvironmentSchema,
  key: z.string(),
  expiresAt: InstantViewSchema,
});

/** `key` is the whole secret, shown this once. */
export const CreatedKeyViewSchema = KeyViewSchema.extend({ key: z.string() });

export type CreateKeyInput = z.output<typeof CreateKeySchema>;
export type ListKeysInput = Partial<z.infer<typeof ListKeysSchema>>;
export type KeyView = z.infer<typeof KeyViewSchema>;
export type ListedKeyView = z.infer<typeof ListedKeyViewSchema>;
export type KeyUsageView = z.infer<typeof KeyUsageViewSchema>;
export type KeyEventView = z.infer<typeof KeyEventViewSchema>;
export type KeyDayView = z.infer<typeof KeyDayViewSchema>;
export type UpdateKeyInput = z.output<typeof UpdateKeySchema>;
export type ApplicationScopeView = z.infer<typeof ApplicationScopeViewSchema>;
export type SetKeyPolicyInput = z.output<typeof SetKeyPolicySchema>;
export type KeyPolicyView = z.infer<typeof KeyPolicyViewSchema>;
export type MemberKeysView = z.infer<typeof MemberKeysViewSchema>;
export type RotateKeyInput = z.output<typeof RotateKeySchema>;
export type CreatePlaygroundKeyInput = z.output<typeof CreatePlaygroundKeySchema>;
export type PlaygroundKeyView = z.infer<typeof PlaygroundKeyViewSchema>;
export type CreatedKeyView = z.infer<typeof CreatedKeyViewSchema>;
