import type { Configuration, Environment } from './environment.js';
import { parseEnvironment } from './environment.js';
import { fields } from './fields.js';
import { processFields } from './process-fields.js';

/** The worker's variables. */
export const workerFields = {
  ...processFields,
  databaseUrl: fields.databaseUrl,
  redisUrl: fields.redisUrl,
  redisPatienceMs: fields.redisPatienceMs,
  redisPrefix: fields.redisPrefix,
  queuePrefix: fields.queuePrefix,
  headerPrefix: fields.headerPrefix,
  keyPepper: fields.keyPepper,
  keyPeppersRetired: fields.keyPeppersRetired,
  spoolDir: fields.spoolDir,
  jobConcurrency: fields.jobConcurrency,
  jobTimeoutMs: fields.jobTimeoutMs,
  jobResultTtlMs: fields.jobResultTtlMs,
  idempotencyTtlMs: fields.idempotencyTtlMs,
  responsesTtlMs: fields.responsesTtlMs,
  shadowRetentionMs: fields.shadowRetentionMs,
  bodyLimitBytes: fields.bodyLimitBytes,
  credentialKey: fields.credentialKey,
  credentialKeysRetired: fields.credentialKeysRetired,
  outboundAllowed: fields.outboundAllowed,
  smtpUrl: fields.smtpUrl,
  mailFrom: fields.mailFrom,
  portalUrl: fields.portalUrl,
  productName: fields.productName,
} as const;

/** What the worker runs with. */
export type WorkerConfig = Configuration<typeof workerFields>;

/** @throws {ConfigurationError} listing every bad variable. */
export function loadWorkerConfig(env: Environment): WorkerConfig {
  return parseEnvironment('worker', workerFields, env);
}
