/** Every variable Turnpike reads but those of every process, once; the processes pick theirs. */
import { z } from 'zod';
import { defineField as define } from './environment.js';
import {
  addressRangeList,
  cidrList,
  duration,
  folder,
  integer,
  key256,
  key256List,
  port,
  retention,
  secretList,
  size,
  token,
  url,
} from './units.js';

/** Empty when unset. */
function optional(schema: z.ZodType<string, string>): z.ZodType<string, string> {
  return z.union([z.literal(''), schema]);
}

/** Where things live, and the secrets that guard them. */
export const fields = {
  databaseUrl: define({
    variable: 'DATABASE_URL',
    description: 'PostgreSQL 18; npm start brings its own when unset',
    schema: url('postgresql', 'postgres'),
  }),
  redisUrl: define({
    variable: 'REDIS_URL',
    description:
      'Redis for limits, money and queues (noeviction, AOF); npm start brings its own when unset; ?cluster=1 after one node of a Redis Cluster, with &node=host:port for more',
    schema: url('redis', 'rediss'),
  }),
  redisCacheUrl: define({
    variable: 'REDIS_CACHE_URL',
    description: 'Redis for caches (LRU, bounded); npm start brings its own when unset',
    schema: url('redis', 'rediss'),
  }),
  responseCacheMemoryBytes: define({
    variable: 'RESPONSE_CACHE_MEMORY',
    description: 'kept answers each gateway process has in memory, in front of REDIS_CACHE_URL',
    schema: size,
    fallback: '64mb',
  }),
  redisPrefix: define({
    variable: 'REDIS_PREFIX',
    description: 'first part of every Redis key that is not a queue',
    schema: token,
    fallback: 'tp',
  }),
  queuePrefix: define({
    variable: 'QUEUE_PREFIX',
    description: 'first part of every queue key in Redis',
    schema: token,
    fallback: 'tp-queue',
  }),
  keyPepper: define({
    variable: 'KEY_PEPPER',
    description:
      '32 random bytes in base64 that API key hashes are keyed with; without the old one in KEY_PEPPERS_RETIRED, changing it revokes every key',
    schema: key256,
    secret: true,
  }),
  keyPeppersRetired: define({
    variable: 'KEY_PEPPERS_RETIRED',
    description:
      'other peppers that API keys are found under, separated by commas: one before KEY_PEPPER, or one to come',
    schema: key256List,
    fallback: '',
    secret: true,
  }),
  credentialKey: define({
    variable: 'CREDENTIAL_KEY',
    description: '32 random bytes in base64 that stored credentials and webhook secrets are encrypted with',
    schema: key256,
    secret: true,
  }),
  credentialKeysRetired: define({
    variable: 'CREDENTIAL_KEYS_RETIRED',
    description:
      'other keys that open what was encrypted with them, separated by commas: one before CREDENTIAL_KEY, or one to come',
    schema: key256List,
    fallback: '',
    secret: true,
  }),
  gatewayPort: define({
    variable: 'GATEWAY_PORT',
    description: 'data plane and management API',
    schema: port,
    fallback: '8080',
  }),
  gatewayProcesses: define({
    variable: 'GATEWAY_PROCESSES',
    description: 'gateway processes on this machine, all on GATEWAY_PORT',
    schema: integer(1, 64),
    fallback: '1',
  }),
  portalPort: define({
    variable: 'PORTAL_PORT',
    description: 'developer portal',
    schema: port,
    fallback: '3000',
  }),
  sandboxPort: define({
    variable: 'SANDBOX_PORT',
    description: 'sandbox model provider',
    schema: port,
    fallback: '8090',
  }),
  mailPort: define({
    variable: 'MAIL_PORT',
    description: 'web page of the sandbox mailbox',
    schema: port,
    fallback: '8025',
  }),
  smtpPort: define({
    variable: 'SMTP_PORT',
    description: 'SMTP server of the sandbox mailbox',
    schema: port,
    fallback: '1025',
  }),
  smtpUrl: define({
    variable: 'SMTP_URL',
    description: 'mail server, with user and password where it asks for them; npm start sets the sandbox’s when unset',
    schema: url('smtp', 'smtps'),
    fallback: 'smtp://127.0.0.1:1025',
    secret: true,
  }),
  mailFrom: define({
    variable: 'MAIL_FROM',
    description: 'address that mail is sent from; the product’s name stands before it',
    schema: z.string().refine((text) => z.email().safeParse(text).success, 'give an e-mail address'),
    fallback: 'no-reply@mail.example',
  }),
  mailboxUrl: define({
    variable: 'MAILBOX_URL',
    description: 'web page of the mailbox all mail goes to, for readers of the portal on a laptop; none when empty',
    schema: optional(url('http', 'https')),
    fallback: '',
  }),
  sandboxUrl: define({
    variable: 'SANDBOX_URL',
    description: 'where the sandbox is, whose webhook receiver the portal suggests on a laptop; none when empty',
    schema: optional(url('http', 'https')),
    fallback: '',
  }),
  gatewayUrl: define({
    variable: 'GATEWAY_URL',
    description: 'where the portal reaches the gateway',
    schema: url('http', 'https'),
    fallback: 'http://127.0.0.1:8080',
  }),
  publicGatewayUrl: define({
    variable: 'PUBLIC_GATEWAY_URL',
    description:
      'where the outside reaches the gateway, as snippets and the playground use it and requests are signed for; GATEWAY_URL when empty',
    schema: optional(url('http', 'https')),
    fallback: '',
  }),
  portalUrl: define({
    variable: 'PORTAL_URL',
    description: 'where a browser reaches the portal',
    schema: url('http', 'https'),
    fallback: 'http://127.0.0.1:3000',
  }),
  productName: define({
    variable: 'PRODUCT_NAME',
    description: 'the name users see',
    schema: z.string().max(60, 'give at most 60 characters'),
    fallback: 'Turnpike',
  }),
  keyPrefix: define({
    variable: 'KEY_PREFIX',
    description: 'first part of every API key that is issued',
    schema: z.string().regex(/^[a-z][a-z0-9]{0,15}$/, 'give 1 to 16 small letters or digits, beginning with a letter'),
    fallback: 'tp',
  }),
  headerPrefix: define({
    variable: 'HEADER_PREFIX',
    description: 'prefix of the headers that carry a call’s receipt',
    schema: z.string().regex(/^[a-z][a-z0-9-]{0,30}[a-z0-9]$/, 'give small letters, digits and inner hyphens'),
    fallback: 'x-turnpike',
  }),
  oidcIssuer: define({
    variable: 'OIDC_ISSUER',
    description: 'an OpenID Connect provider people may sign in by; npm start takes the sandbox’s when unset',
    schema: optional(url('http', 'https')),
    fallback: '',
  }),
  oidcClientId: define({
    variable: 'OIDC_CLIENT_ID',
    description: 'our client there; its redirect URI is PORTAL_URL and /api/v1/sign-in/oidc/callback',
    schema: z.string(),
    fallback: '',
  }),
  oidcClientSecret: define({
    variable: 'OIDC_CLIENT_SECRET',
    description: 'that client’s secret',
    schema: z.string(),
    fallback: '',
    secret: true,
  }),
  oidcName: define({
    variable: 'OIDC_NAME',
    description: 'what people read on its button',
    schema: z.string().max(60, 'give at most 60 characters'),
    fallback: 'Single sign-on',
  }),
  googleClientId: define({
    variable: 'GOOGLE_CLIENT_ID',
    description: 'our client at Google; its redirect URI is PORTAL_URL and /api/v1/sign-in/google/callback',
    schema: z.string(),
    fallback: '',
  }),
  googleClientSecret: define({
    variable: 'GOOGLE_CLIENT_SECRET',
    description: 'that client’s secret',
    schema: z.string(),
    fallback: '',
    secret: true,
  }),
  githubClientId: define({
    variable: 'GITHUB_CLIENT_ID',
    description: 'our OAuth app at GitHub; its callback is PORTAL_URL and /api/v1/sign-in/github/callback',
    schema: z.string(),
    fallback: '',
  }),
  githubClientSecret: define({
    variable: 'GITHUB_CLIENT_SECRET',
    description: 'that app’s secret',
    schema: z.string(),
    fallback: '',
    secret: true,
  }),
  githubUrl: define({
    variable: 'GITHUB_URL',
    description: 'GitHub, or a GitHub Enterprise server',
    schema: url('http', 'https'),
    fallback: 'https://github.com',
  }),
  githubApiUrl: define({
    variable: 'GITHUB_API_URL',
    description: 'its API; of an Enterprise server https://<host>/api/v3',
    schema: url('http', 'https'),
    fallback: 'https://api.github.com',
  }),
  clientCertificateHeader: define({
    variable: 'CLIENT_CERTIFICATE_HEADER',
    description:
      'header that trusted proxies write client certificates into, such as client-cert (RFC 9440) or nginx’s escaped PEM; none when empty. They must take it out of what clients send',
    schema: z
      .string()
      .transform((text) => text.trim().toLowerCase())
      .refine((text) => /^[a-z0-9-]{0,64}$/.test(text), 'give the name of a header'),
    fallback: '',
  }),
  spoolDir: define({
    variable: 'SPOOL_DIR',
    description: 'folder for usage events that Redis could not take; must survive a restart',
    schema: folder,
    fallback: '.local/spool',
  }),
  redisPatienceMs: define({
    variable: 'REDIS_PATIENCE',
    description: 'how long the Redis of limits may be silent before limits that allow it are decided without it',
    schema: duration,
    fallback: '50ms',
  }),
  jobConcurrency: define({
    variable: 'JOB_CONCURRENCY',
    description: 'jobs one worker runs at once',
    schema: integer(1, 1000),
    fallback: '16',
  }),
  jobTimeoutMs: define({
    variable: 'JOB_TIMEOUT',
    description: 'how long one run of a job may take',
    schema: duration,
    fallback: '10m',
  }),
  jobResultTtlMs: define({
    variable: 'JOB_RESULT_TTL',
    description: 'how long the result of a job is kept once it has ended',
    schema: duration,
    fallback: '24h',
  }),
  responsesTtlMs: define({
    variable: 'RESPONSES_TTL',
    description: 'how long a response is kept whose caller let it be stored',
    schema: retention,
    fallback: '30d',
  }),
  shadowRetentionMs: define({
    variable: 'SHADOW_RETENTION',
    description: 'how long the comparison of an answer with its shadow is kept',
    schema: retention,
    fallback: '30d',
  }),
  idempotencyTtlMs: define({
    variable: 'IDEMPOTENCY_TTL',
    description: 'how long an idempotency key and the answer under it are kept',
    schema: duration,
    fallback: '24h',
  }),
  idempotencyAnswerLimitBytes: define({
    variable: 'IDEMPOTENCY_ANSWER_LIMIT',
    description: 'largest answer that is kept for its idempotency key',
    schema: size,
    fallback: '1mb',
  }),
  bodyLimitBytes: define({
    variable: 'BODY_LIMIT',
    description: 'largest request body',
    schema: size,
    fallback: '10mb',
  }),
  jobQueueLimit: define({
    variable: 'JOB_QUEUE_LIMIT',
    description: 'most jobs that may wait at once, of one organisation',
    schema: integer(1, 10_000_000),
    fallback: '10000',
  }),
  maxConnections: define({
    variable: 'MAX_CONNECTIONS',
    description: 'connections one gateway process serves at once; one too many is answered 503',
    schema: integer(1, 1_000_000),
    fallback: '20000',
  }),
  maxConnectionsPerAddress: define({
    variable: 'MAX_CONNECTIONS_PER_ADDRESS',
    description: 'how many of them from one address; TRUSTED_PROXIES are not bound by it',
    schema: integer(1, 1_000_000),
    fallback: '10000',
  }),
  trustedProxies: define({
    variable: 'TRUSTED_PROXIES',
    description: 'addresses or ranges whose X-Forwarded-For is believed, separated by commas',
    schema: cidrList,
    fallback: '',
  }),
  outboundAllowed: define({
    variable: 'OUTBOUND_ALLOWED',
    description:
      'private ranges that webhooks and callbacks may go to besides the internet, over http too, such as 10.1.0.0/16:8443; npm start allows the sandbox',
    schema: addressRangeList,
    fallback: '',
  }),
  secretScanningKeysUrl: define({
    variable: 'SECRET_SCANNING_KEYS_URL',
    description:
      'where the public keys are that sign alerts of leaked keys, such as https://api.github.com/meta/public_keys/secret_scanning; without it no alerts are taken',
    schema: optional(url('https', 'http')),
    fallback: '',
  }),
  stripeSecretKey: define({
    variable: 'STRIPE_SECRET_KEY',
    description: 'key of the Stripe account that collects payments; nobody can pay without it',
    schema: optional(z.string().regex(/^\S{8,255}$/, 'give the secret key as Stripe shows it')),
    fallback: '',
    secret: true,
  }),
  stripeApiUrl: define({
    variable: 'STRIPE_API_URL',
    description: 'where Stripe’s API is; npm start sets the sandbox when there is no key',
    schema: url('http', 'https'),
    fallback: 'https://api.stripe.com',
  }),
  stripeWebhookSecrets: define({
    variable: 'STRIPE_WEBHOOK_SECRET',
    description: 'secrets that Stripe’s webhooks are signed with, separated by commas while one replaces the other',
    schema: secretList,
    fallback: '',
    secret: true,
  }),
  stripeWebhookUrl: define({
    variable: 'STRIPE_WEBHOOK_URL',
    description: 'where the sandbox’s Stripe sends its webhooks; npm start sets the gateway',
    schema: optional(url('http', 'https')),
    fallback: '',
  }),
  shutdownGraceMs: define({
    variable: 'SHUTDOWN_GRACE',
    description: 'how long a gateway that is told to stop waits for calls in flight',
    schema: duration,
    fallback: '20s',
  }),
} as const;
