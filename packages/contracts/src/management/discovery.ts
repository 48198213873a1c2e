/** Where a provider’s instances come from, and how they register themselves. */
import { z } from 'zod';
import { IdSchema, InstantViewSchema, MillisecondsSchema, NameSchema } from './fields.js';

const HostSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(253)
  .regex(/^[a-z0-9_]([a-z0-9_.-]*[a-z0-9])?$/, 'must be a host name');
const PortSchema = z.number().int().min(1).max(65_535);
const KubernetesNameSchema = z
  .string()
  .trim()
  .max(63)
  .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, 'must be a Kubernetes name');

/** `host:port`, IPv6 in brackets. */
const HostPortSchema = z
  .string()
  .trim()
  .max(260)
  .regex(/^(\[[0-9a-fA-F:]+\]|[A-Za-z0-9_.-]+):\d{1,5}$/, 'must be host:port');

/**
 * Where a provider's instances come from. Each stands in for host and port of the provider's base URL; scheme and path
 * stay. A provider without discovery is one place: its base URL.
 */
export const DiscoverySchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('static'),
    instances: z
      .array(z.strictObject({ address: HostPortSchema, weight: z.number().int().min(0).max(1000).default(1) }))
      .min(1)
      .max(2000),
  }),
  z.strictObject({
    kind: z.literal('dns'),
    record: z.enum(['A', 'AAAA', 'SRV']).default('A'),
    host: HostSchema,
    /** Of A and AAAA records; SRV records have their own. */
    port: PortSchema.optional(),
    refreshMs: MillisecondsSchema(500, 300_000).default(5000),
    /** `address:port` of a name server in the place of the system's. */
    server: HostPortSchema.regex(/^(\d|\[)/, 'must be an IP address with a port').optional(),
  }),
  z.strictObject({
    kind: z.literal('kubernetes'),
    /** Left out: the cluster this runs in, by its service account. */
    apiServer: z
      .url({ protocol: /^https?$/ })
      .max(300)
      .optional(),
    namespace: KubernetesNameSchema.default('default'),
    service: KubernetesNameSchema,
    /** Name or number of the port; left out: the only one. */
    port: z.union([PortSchema, KubernetesNameSchema]).optional(),
    /**
     * Of a bearer token, read anew for each question; a `ca.crt` beside it says whom to trust. Only what was put into
     * this folder for the purpose is ever sent to a server that somebody names.
     */
    tokenFile: z
      .string()
      .max(300)
      .regex(
        /^\/var\/run\/secrets\/discovery(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/,
        'must be below /var/run/secrets/discovery',
      )
      .optional(),
  }),
  z.strictObject({
    kind: z.literal('registration'),
    /** An instance that wasn't heard of for this long is gone. */
    ttlMs: MillisecondsSchema(1000, 300_000).default(10_000),
    /** Networks, in CIDR notation, that instances may be in. */
    allowedNetworks: z
      .array(z.union([z.cidrv4(), z.cidrv6()]))
      .min(1)
      .max(50),
  }),
]);

/** A secret with which instances of one provider register themselves. */
export const CreateRegistrationTokenSchema = z.object({ name: NameSchema });

export const RegistrationTokenViewSchema = z.object({
  id: IdSchema,
  name: z.string(),
  /** Last four characters of the secret. */
  last4: z.string(),
  createdAt: InstantViewSchema,
  lastUsedAt: InstantViewSchema.nullable(),
});

/** With the secret, once. */
export const NewRegistrationTokenViewSchema = RegistrationTokenViewSchema.extend({ secret: z.string() });

/** An instance says where it is; said again it says that it lives. */
export const RegisterInstanceSchema = z.object({
  address: HostPortSchema,
  weight: z.number().int().min(0).max(1000).default(1),
});

export const InstanceViewSchema = z.object({
  address: z.string(),
  weight: z.number().int(),
  /** Until when a registered one counts as living; null for others. */
  expiresAt: InstantViewSchema.nullable(),
});

/** What is known of a provider's instances now, as one gateway process sees it. */
export const InstancesViewSchema = z.object({
  items: z.array(InstanceViewSchema),
  /** What the last look failed with; the instances known before it stay. Null when it didn't fail. */
  error: z.string().nullable(),
});

/** What an instance is told that registered: by `nextHeartbeatMs` from now it says so again. */
export const RegisteredInstanceViewSchema = InstanceViewSchema.extend({
  expiresAt: InstantViewSchema,
  ttlMs: z.number().int(),
  nextHeartbeatMs: z.number().int(),
});

export type Discovery = z.output<typeof DiscoverySchema>;
export type InstanceView = z.infer<typeof InstanceViewSchema>;
export type InstancesView = z.infer<typeof InstancesViewSchema>;
export type RegisteredInstanceView = z.infer<typeof RegisteredInstanceViewSchema>;
export type CreateRegistrationTokenInput = z.output<typeof CreateRegistrationTokenSchema>;
export type RegisterInstanceInput = z.output<typeof RegisterInstanceSchema>;
export type RegistrationTokenView = z.infer<typeof RegistrationTokenViewSchema>;
export type NewRegistrationTokenView = z.infer<typeof NewRegistrationTokenViewSchema>;
