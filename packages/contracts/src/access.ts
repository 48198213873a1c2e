/** Who may call with what, and from where: as people set it on tenants, applications, keys and products. */
import { z } from 'zod';

/**
 * What a call can show. The first five say who calls; `signature` and `certificate` can also stand beside another.
 * `external_token`: a JWT of the tenant's own identity provider.
 */
export const FACTORS = [
  'api_key',
  'access_token',
  'external_token',
  'client_token',
  'signature',
  'certificate',
] as const;

const FactorSchema = z.enum(FACTORS);

/** A call must show all factors of at least one combination. Without a policy each of the first five alone will do. */
export const AuthPolicySchema = z.strictObject({
  accepts: z.array(z.array(FactorSchema).min(1).max(FACTORS.length)).min(1).max(20),
});

/** A network in CIDR notation, or one address: IPv4 or IPv6. Which are valid is the use case's to say. */
export const NetworkSchema = z.string().trim().min(2).max(49).meta({ example: '203.0.113.0/24' });

export const NetworksSchema = z.array(NetworkSchema).max(200);

/**
 * What a credential may do: a product's slug (`assistants`), one of its operations (`assistants:chat.completions`), or
 * `*` for all.
 */
export const ScopeSchema = z
  .string()
  .regex(/^(\*|[a-z0-9]+(-[a-z0-9]+)*(:[a-z0-9._]+)?)$/, 'must be *, a product, or product:operation')
  .max(160);

/** Which pages may call a product from a browser. */
export const CorsPolicySchema = z.strictObject({
  /** `https://app.example.com`, or `*` for any page. */
  origins: z.array(z.string().max(200)).min(1).max(100),
  maxAgeSeconds: z.number().int().min(0).max(86_400).default(600),
});

/** What becomes of a request whose path, query or headers look like an attack. */
export const INSPECTION_MODES = ['off', 'report', 'block'] as const;

/** A test on one attribute. `value` of a time is `HH:MM-HH:MM`; of a weekday `mon` to `sun`. */
export const ConditionSchema = z.strictObject({
  attribute: z.string().max(80),
  operator: z.enum(['equals', 'not_equals', 'in', 'not_in', 'matches', 'within', 'not_within']),
  value: z.union([z.string().max(200), z.array(z.string().max(200)).min(1).max(100)]),
});

/**
 * A policy denies or allows what its conditions describe, all of which must hold. Denials go before all else; where a
 * tenant has allowing policies for a realm, what none of them allows is denied.
 */
export const AccessRuleSchema = z.strictObject({
  /** `call`: calls of the data plane. `manage`: what members do in the portal and the management API. */
  realm: z.enum(['call', 'manage']),
  effect: z.enum(['allow', 'deny']),
  conditions: z.array(ConditionSchema).max(20),
});

export type Factor = (typeof FACTORS)[number];
export type AuthPolicy = z.output<typeof AuthPolicySchema>;
export type CorsPolicy = z.output<typeof CorsPolicySchema>;
export type InspectionMode = (typeof INSPECTION_MODES)[number];
export type Condition = z.output<typeof ConditionSchema>;
export type AccessRule = z.output<typeof AccessRuleSchema>;
