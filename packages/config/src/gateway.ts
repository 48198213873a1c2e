import type { Configuration, Environment } from './environment.js';
import { parseEnvironment } from './environment.js';
import { fields, processFields } from './fields.js';

/** The gateway's variables. */
export const gatewayFields = {
  ...processFields,
  gatewayPort: fields.gatewayPort,
  gatewayProcesses: fields.gatewayProcesses,
  databaseUrl: fields.databaseUrl,
  redisUrl: fields.redisUrl,
  redisCacheUrl: fields.redisCacheUrl,
  redisPrefix: fields.redisPrefix,
  queuePrefix: fields.queuePrefix,
  keyPrefix: fields.keyPrefix,
  headerPrefix: fields.headerPrefix,
  keyPepper: fields.keyPepper,
  credentialKey: fields.credentialKey,
  credentialKeysRetired: fields.credentialKeysRetired,
  spoolDir: fields.spoolDir,
  bodyLimitBytes: fields.bodyLimitBytes,
  jobQueueLimit: fields.jobQueueLimit,
  responsesTtlMs: fields.responsesTtlMs,
  trustedProxies: fields.trustedProxies,
  outboundAllowed: fields.outboundAllowed,
  portalUrl: fields.portalUrl,
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
