import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorkerConfig } from '@turnpike/config/worker';
import type { Fixture } from './fixture.js';

/** What a worker over a fixture's database and queues runs with; mail goes nowhere unless said otherwise. */
export function workerConfig(fixture: Fixture, overrides: Partial<WorkerConfig> = {}): WorkerConfig {
  return {
    nodeEnv: 'test',
    logLevel: 'silent',
    host: '127.0.0.1',
    opsPort: 0,
    processIndex: 0,
    databaseUrl: fixture.databaseUrl,
    redisUrl: fixture.redisUrl,
    redisPatienceMs: 1_000,
    redisPrefix: fixture.prefix,
    queuePrefix: `${fixture.prefix}-queue`,
    headerPrefix: 'x-turnpike',
    spoolDir: join(tmpdir(), `turnpike-worker-test-${fixture.prefix}`),
    jobConcurrency: 4,
    jobTimeoutMs: 60_000,
    jobResultTtlMs: 86_400_000,
    idempotencyTtlMs: 86_400_000,
    responsesTtlMs: 86_400_000,
    shadowRetentionMs: 86_400_000,
    bodyLimitBytes: 1024 * 1024,
    keyPepper: randomBytes(32).toString('base64'),
    credentialKey: randomBytes(32).toString('base64'),
    credentialKeysRetired: [],
    keyPeppersRetired: [],
    outboundAllowed: [],
    smtpUrl: 'smtp://127.0.0.1:9',
    mailFrom: 'no-reply@turnpike.test',
    portalUrl: 'https://portal.test',
    productName: 'Turnpike',
    ...overrides,
  };
}
