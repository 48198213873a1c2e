import type { Configuration, Environment } from './environment.js';
import { parseEnvironment } from './environment.js';
import { fields } from './fields.js';
import { processFields } from './process-fields.js';

/** The gateway's variables. */
export const gatewayFields = {
  ...processFields,
  gatewayPort: fields.gatewayPort,
  gatewayProcesses: fields.gatewayProcesses,
  databaseUrl: fields.databaseUrl,
  redisUrl: fields.redisUrl,
  redisPatienceMs: fields.redisPatienceMs,
  redisCacheUrl: fields.redisCacheUrl,
  responseCacheMemoryBytes: fields.responseCacheMemoryBytes,
  redisPrefix: fields.redisPrefix,
  queuePrefix: fields.queuePrefix,
  keyPrefix: fields.keyPrefix,
  headerPrefix: fields.headerPrefix,
  keyPepper: fields.keyPepper,
  keyPeppersRetired: fields.keyPeppersRetired,
  credentialKey: fields.credentialKey,
  credentialKeysRetired: fields.credentialKeysRetired,
  spoolDir: fields.spoolDir,
  idempotencyTtlMs: fields.idempotencyTtlMs,
  idempotencyAnswerLimitBytes: fields.idempotencyAnswerLimitBytes,
  bodyLimitBytes: fields.bodyLimitBytes,
  jobQueueLimit: fields.jobQueueLimit,
  responsesTtlMs: fields.responsesTtlMs,
  maxConnections: fields.maxConnections,
  maxConnectionsPerAddress: fields.maxConnectionsPerAddress,
  trustedProxies: fields.trustedProxies,
  clientCertificateHeader: fields.clientCertificateHeader,
  outboundAllowed: fields.outboundAllowed,
  secretScanningKeysUrl: fields.secretScanningKeysUrl,
  portalUrl: fields.portalUrl,
  gatewayUrl: fields.gatewayUrl,
  publicGatewayUrl: fields.publicGatewayUrl,
  shutdownGraceMs: fields.shutdownGraceMs,
  stripeSecretKey: fields.stripeSecretKey,
  stripeApiUrl: fields.stripeApiUrl,
  stripeWebhookSecrets: fields.stripeWebhookSecrets,
  productName: fields.productName,
  oidcIssuer: fields.oidcIssuer,
  oidcClientId: fields.oidcClientId,
  oidcClientSecret: fields.oidcClientSecret,
  oidcName: fields.oidcName,
  googleClientId: fields.googleClientId,
  googleClientSecret: fields.googleClientSecret,
  githubClientId: fields.githubClientId,
  githubClientSecret: fields.githubClientSecret,
  githubUrl: fields.githubUrl,
  githubApiUrl: fields.githubApiUrl,
} as const;

/** Sizes in bytes, durations in milliseconds, keys in base64, `spoolDir` absolute. */
export type GatewayConfig = Configuration<typeof gatewayFields>;

/** @throws {ConfigurationError} listing every bad variable. */
export function loadGatewayConfig(env: Environment): GatewayConfig {
  return parseEnvironment('gateway', gatewayFields, env);
}
