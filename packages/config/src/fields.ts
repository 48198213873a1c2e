/** Every variable Turnpike reads, once; the processes pick theirs. */
import { z } from 'zod';
import type { Field } from './environment.js';
import { cidrList, duration, folder, integer, key256, port, size, token, url } from './units.js';

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
const NODE_ENVIRONMENTS = ['production', 'development', 'test'] as const;

const define = <T>(field: Field<T>): Field<T> => field;

function oneOf<const V extends readonly string[]>(values: V): z.ZodType<V[number], string> {
  return z.string().transform((text, context) => {
    if (values.includes(text)) return text;
    context.addIssue(`give one of ${values.join(', ')}`);
    return z.NEVER;
  });
}

/** Empty when unset. */
function optional(schema: z.ZodType<string, string>): z.ZodType<string, string> {
  return z.union([z.literal(''), schema]);
}

const hostname = z
  .string()
  .regex(/^[A-Za-z0-9.:-]{1,253}$/, 'give an address or a host name, such as 127.0.0.1 or 0.0.0.0');

/** What every process has. */
export const processFields = {
  nodeEnv: define({
    variable: 'NODE_ENV',
    description: `how libraries behave: ${NODE_ENVIRONMENTS.join(', ')}`,
    schema: oneOf(NODE_ENVIRONMENTS),
    fallback: 'production',
  }),
  logLevel: define({
    variable: 'LOG_LEVEL',
    description: `least severity that is logged: ${LOG_LEVELS.join(', ')}`,
    schema: oneOf(LOG_LEVELS),
    fallback: 'info',
  }),
  host: define({
    variable: 'HOST',
    description: 'address every port binds to; 0.0.0.0 opens it to the network',
    schema: hostname,
    fallback: '127.0.0.1',
  }),
  opsPort: define({
    variable: 'OPS_PORT',
    description: 'health, readiness and metrics of a process; npm start counts up from it, one per process',
    schema: port,
    fallback: '9090',
  }),
  processIndex: define({
    variable: 'PROCESS_INDEX',
    description: 'which of several equal processes on one machine this is, from 0; npm start sets it',
    schema: integer(0, 1023),
    fallback: '0',
  }),
} as const;

/** Where things live, and the secrets that guard them. */
export const fields = {
  databaseUrl: define({
    variable: 'DATABASE_URL',
    description: 'PostgreSQL 18; npm start brings its own when unset',
    schema: url('postgresql', 'postgres'),
  }),
  redisUrl: define({
    variable: 'REDIS_URL',
    description: 'Redis for limits, money and queues (noeviction, AOF); npm start brings its own when unset',
    schema: url('redis', 'rediss'),
  }),
  redisCacheUrl: define({
    variable: 'REDIS_CACHE_URL',
    description: 'Redis for caches (LRU, bounded); npm start brings its own when unset',
    schema: url('redis', 'rediss'),
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
    description: '32 random bytes in base64 that API key hashes are keyed with; changing it revokes every key',
    schema: key256,
    secret: true,
  }),
  credentialKey: define({
    variable: 'CREDENTIAL_KEY',
    description: '32 random bytes in base64 that stored provider credentials are encrypted with',
    schema: key256,
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
  gatewayUrl: define({
    variable: 'GATEWAY_URL',
    description: 'where the portal reaches the gateway',
    schema: url('http', 'https'),
    fallback: 'http://127.0.0.1:8080',
  }),
  publicGatewayUrl: define({
    variable: 'PUBLIC_GATEWAY_URL',
    description: 'where the outside reaches the gateway, as snippets and the playground use it; GATEWAY_URL when empty',
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
  spoolDir: define({
    variable: 'SPOOL_DIR',
    description: 'folder for usage events that Redis could not take; must survive a restart',
    schema: folder,
    fallback: '.local/spool',
  }),
  bodyLimitBytes: define({
    variable: 'BODY_LIMIT',
    description: 'largest request body',
    schema: size,
    fallback: '10mb',
  }),
  trustedProxies: define({
    variable: 'TRUSTED_PROXIES',
    description: 'addresses or ranges whose X-Forwarded-For is believed, separated by commas',
    schema: cidrList,
    fallback: '',
  }),
  shutdownGraceMs: define({
    variable: 'SHUTDOWN_GRACE',
    description: 'how long a gateway that is told to stop waits for calls in flight',
    schema: duration,
    fallback: '20s',
  }),
} as const;
