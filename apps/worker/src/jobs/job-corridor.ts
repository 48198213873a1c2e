/** The corridor in the worker, with all it stands on: the same as a gateway's, bound to jobs instead of HTTP. */
import type { WorkerConfig } from '@turnpike/config/worker';
import { createDatabase, type Database } from '@turnpike/db/client';
import { newId } from '@turnpike/domain/ids';
import { KeySpace } from '@turnpike/limits/keys';
import { createCredentialKeys } from '@turnpike/management/credentials/secret-box';
import { loadTenantMoney } from '@turnpike/management/snapshot/load-tenant-money';
import { assembleCorridor, type Corridor } from '@turnpike/pipeline/assemble';
import { createRedisClient } from '@turnpike/pipeline/redis-client';
import type { UsageIngestQueue } from '@turnpike/queues/usage-ingest.queue';
import { createSnapshot } from '@turnpike/snapshot/create-snapshot';
import { ProcessRegistry } from '@turnpike/snapshot/process-registry';
import { conversationsIn } from '@turnpike/snapshot/responses/conversations';
import { ResponseStore } from '@turnpike/snapshot/responses/response-store';
import type { Logger } from '@turnpike/telemetry/logger';
import { throttled } from '@turnpike/telemetry/throttled';
import type pg from 'pg';

export interface JobCorridor extends Pick<Corridor, 'services' | 'presence' | 'settlements' | 'recorder'> {
  /** For jobs alone: their rows must not wait for the ingest, nor the ingest for them. */
  pool: pg.Pool;
  processId: string;
  /** Whether a job may run: others know of this process, and there is a catalogue. */
  isReady(): boolean;
  /** Begins the heartbeat at once; rejects without PostgreSQL and may be asked again until it has resolved. */
  start(): Promise<void>;
  /** Jobs must have ended before. */
  close(): Promise<void>;
}

/** The runs' claims and last writes, the snapshot, and what runs by the clock. */
const POOL_SIZE = 6;
/** Callers are loaded anew for every job. */
const CALLERS_KEPT = 1;
/** Such an answer is kept in a row, and as many may be under way as jobs run at once. */
const ANSWER_LIMIT_BYTES = 32 * 1024 * 1024;
const REPORT_INTERVAL_MS = 5_000;

/** Opens nothing that fails when a store is down. */
export function createJobCorridor(config: WorkerConfig, ingest: UsageIngestQueue, logger: Logger): JobCorridor {
  const report = throttled((error, context) => logger.warn({ err: error, context }, 'jobs'), REPORT_INTERVAL_MS);
  const db = createDatabase({
    url: config.databaseUrl,
    poolSize: POOL_SIZE,
    applicationName: 'turnpike-worker-jobs',
    onConnectionError: (error) => report(error, 'database'),
  });
  const redis = createRedisClient(config.redisUrl, (error) => report(error, 'redis'));
  const processId = newId();
  const { databaseUrl, keyPepper, keyPeppersRetired } = config;
  const snapshot = createSnapshot({
    db,
    databaseUrl,
    keyPepper,
    keyPeppersRetired,
    credentialKeys: createCredentialKeys([config.credentialKey, ...config.credentialKeysRetired]),
    tokens: null,
    callersKept: CALLERS_KEPT,
    onError: report,
  });
  const onError = (error: unknown) => report(error, 'registry');
  const responseStore = createResponseStore(config, db, (error) => report(error, 'responses'));
  const corridor = assembleCorridor({
    redis,
    patienceMs: config.redisPatienceMs,
    keys: new KeySpace(config.redisPrefix),
    callers: snapshot.callers,
    catalogue: snapshot.catalogue,
    tenants: { load: (tenantId) => loadTenantMoney(db, tenantId) },
    registry: new ProcessRegistry({ pool: db.pool, processId, kind: 'worker', onError }),
    processId,
    conversations: conversationsIn(responseStore),
    notifyShards: (shards) => void ingest.enqueue(shards).catch(() => undefined),
    spoolDirectory: config.spoolDir,
    headerPrefix: config.headerPrefix,
    // What a job sends was within the gateway's limit when it came.
    bodyLimitBytes: Number.POSITIVE_INFINITY,
    answerLimitBytes: ANSWER_LIMIT_BYTES,
    onError: report,
  });
  const { services, presence, settlements, recorder } = corridor;
  let isReady = false;
  return {
    ...{ services, presence, settlements, recorder, processId, pool: db.pool },
    isReady: () => isReady,
    async start() {
      if (redis.status === 'wait') await redis.connect().catch((error: unknown) => report(error, 'redis'));
      await corridor.start();
      await snapshot.start();
      isReady = true;
    },
    async close() {
      await corridor.close();
      await responseStore.close();
      await snapshot.feed.stop();
      redis.disconnect();
      await db.close();
    },
  };
}

/** What a job answers is kept like any other response, and may stand on earlier ones. */
function createResponseStore(
  { responsesTtlMs: ttlMs, bodyLimitBytes }: WorkerConfig,
  db: Database,
  onError: (error: unknown) => void,
): ResponseStore {
  return new ResponseStore({ context: { db, now: () => new Date() }, ttlMs, bodyLimitBytes, onError });
}
