/** Policies on attributes of actor, resource, address and time, and the simulator that tells why one decides. */
import { faultOf } from '@turnpike/domain/access-attributes';
import { TENANT_PERMISSIONS } from '@turnpike/domain/permissions';
import { z } from 'zod';
import { AccessRuleSchema } from '../access.js';
import { IdSchema, InstantSchema, InstantViewSchema, ListQuerySchema, NameSchema, TextSchema } from './fields.js';
import { RoleSchema } from './identity.js';
import { RoleReferenceSchema } from './members.js';

/** A rule whose conditions go together: attribute with realm, operator with attribute, value with both. */
const CheckedRuleSchema = AccessRuleSchema.superRefine((rule, context) => {
  for (const [index, condition] of rule.conditions.entries()) {
    const fault = faultOf(rule.realm, condition);
    if (fault === null) continue;
    context.addIssue({ code: 'custom', path: ['conditions', index, fault.part], message: fault.message });
  }
});

export const CreateAccessPolicySchema = z.object({
  name: NameSchema,
  description: TextSchema.default(''),
  rule: CheckedRuleSchema,
  enabled: z.boolean().default(true),
});

export const UpdateAccessPolicySchema = z.object({
  name: NameSchema.optional(),
  description: TextSchema.optional(),
  rule: CheckedRuleSchema.optional(),
  enabled: z.boolean().optional(),
});

export const ListAccessPoliciesSchema = ListQuerySchema.extend({ realm: z.enum(['call', 'manage']).optional() });

/** Its conditions are null for a member who looks at a policy of the platform: they may speak of other tenants. */
export const AccessPolicyViewSchema = z.object({
  id: IdSchema,
  tenantId: IdSchema.nullable(),
  isPlatform: z.boolean(),
  name: z.string(),
  description: z.string(),
  realm: z.enum(['call', 'manage']),
  effect: z.enum(['allow', 'deny']),
  conditions: AccessRuleSchema.shape.conditions.nullable(),
  enabled: z.boolean(),
  createdAt: InstantViewSchema,
});

/** What a policy would take from who asks, before it is saved; `id` is the policy it changes. */
export const PreviewAccessPolicySchema = z.object({
  id: IdSchema.optional(),
  rule: CheckedRuleSchema,
  enabled: z.boolean().default(true),
});

export const AccessPolicyPreviewSchema = z.object({ lost: z.array(z.enum(TENANT_PERMISSIONS)) });

const Moment = {
  address: z.union([z.ipv4(), z.ipv6()]).optional(),
  at: InstantSchema.optional().meta({ description: 'Now when left out' }),
  /** A policy that isn't saved, in the place of the one of its id, or beside the others. */
  draft: PreviewAccessPolicySchema.optional(),
};

/**
 * A call as it might be made: of a key, or of any live key of an application. What is left out isn't known, and null says
 * that there is none.
 */
const SimulatedCallSchema = z.strictObject({
  realm: z.literal('call'),
  keyId: IdSchema.optional(),
  applicationId: IdSchema.optional(),
  operation: z.string().max(80).default('chat.completions'),
  product: z.string().max(80).nullish().meta({ description: 'Slug' }),
  model: z.string().max(160).nullish().meta({ description: 'null: it asks no model, as a look-up' }),
  endUser: z.string().max(256).nullish(),
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).default('POST'),
  path: z.string().max(400).default('/v1/chat/completions'),
  ...Moment,
});

/** Something a member might do: of a person, or of whoever has a role. */
const SimulatedActSchema = z.strictObject({
  realm: z.literal('manage'),
  userId: IdSchema.optional(),
  role: RoleReferenceSchema.optional(),
  action: z.enum(TENANT_PERMISSIONS),
  resourceId: IdSchema.optional(),
  ...Moment,
});

export const SimulateAccessSchema = z
  .discriminatedUnion('realm', [SimulatedCallSchema, SimulatedActSchema])
  .superRefine((asked, context) => {
    const [one, other] = asked.realm === 'call' ? (['keyId', 'applicationId'] as const) : (['userId', 'role'] as const);
    const given = [one, other].filter((name) => (asked as Record<string, unknown>)[name] !== undefined);
    if (given.length !== 1)
      context.addIssue({ code: 'custom', path: [one], message: `give ${one} or ${other}, and one of them alone` });
  });

/** `held` is null for what can't be told. `actual` is what the request has there. */
const ConditionTraceSchema = z.object({
  attribute: z.string(),
  operator: z.string(),
  value: z.union([z.string(), z.array(z.string())]),
  actual: z.string().nullable(),
  held: z.boolean().nullable(),
});

const PolicyTraceSchema = z.object({
  id: IdSchema.nullable(),
  name: z.string(),
  isPlatform: z.boolean(),
  isDraft: z.boolean(),
  effect: z.enum(['allow', 'deny']),
  held: z.boolean().nullable(),
  /** Null for a policy of the platform, to a member. */
  conditions: z.array(ConditionTraceSchema).nullable(),
});

/** Which roles grant the permission, whatever policies say; of the realm `manage`. */
const GrantTraceSchema = z.object({
  granted: z.boolean(),
  /** The role that was judged: one that every tenant has, or the name of the tenant's own. */
  role: z.string(),
  builtIn: RoleSchema.nullable(),
  grantedBy: z.array(z.object({ id: z.string(), name: z.string(), isBuiltIn: z.boolean() })),
});

/**
 * `role`: the role doesn't grant it, and no policy is asked. `denied` and `allowed`: by the policy of `decidedBy`.
 * `none_allows`: there are allowing policies, and none of them allows it. `open`: no policy speaks of it.
 */
export const AccessSimulationViewSchema = z.object({
  allowed: z.boolean(),
  reason: z.enum(['role', 'denied', 'none_allows', 'allowed', 'open', 'pending']),
  message: z.string(),
  decidedBy: z.object({ id: IdSchema.nullable(), name: z.string(), effect: z.enum(['allow', 'deny']) }).nullable(),
  grant: GrantTraceSchema.nullable(),
  /** Whether the tenant's own policies are left aside: an owner keeps what undoes them. */
  isOwnersRight: z.boolean(),
  time: z.string(),
  weekday: z.string(),
  timeZone: z.string(),
  policies: z.array(PolicyTraceSchema),
});

export type CreateAccessPolicyInput = z.output<typeof CreateAccessPolicySchema>;
export type UpdateAccessPolicyInput = z.output<typeof UpdateAccessPolicySchema>;
export type ListAccessPoliciesInput = Partial<z.infer<typeof ListAccessPoliciesSchema>>;
export type PreviewAccessPolicyInput = z.output<typeof PreviewAccessPolicySchema>;
export type AccessPolicyPreview = z.infer<typeof AccessPolicyPreviewSchema>;
export type AccessPolicyView = z.infer<typeof AccessPolicyViewSchema>;
export type SimulateAccessInput = z.output<typeof SimulateAccessSchema>;
export type AccessSimulationView = z.infer<typeof AccessSimulationViewSchema>;
export type SimulatedCall = z.output<typeof SimulatedCallSchema>;
export type SimulatedAct = z.output<typeof SimulatedActSchema>;
