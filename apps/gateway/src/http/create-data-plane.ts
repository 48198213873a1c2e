/** Puts the request path together with what it reads of the control plane. */
import { newId } from '@turnpike/domain/ids';
import { fromBaseUnits } from '@turnpike/domain/money';
import { readBalance } from '@turnpike/limits/balance';
import { AddressGuard } from '@turnpike/egress/address-guard';
import { KeySpace } from '@turnpike/limits/keys';
import { getCall } from '@turnpike/management/calls/get-call.use-case';
import { createCredentialKeys } from '@turnpike/management/credentials/secret-box';
import {
  createManagementContext,
  type LivePort,
  type ManagementContext,
} from '@turnpike/management/management-context';
import { loadTenantMoney } from '@turnpike/management/snapshot/load-tenant-money';
import { ApiError } from '@turnpike/errors/api-error';
import { createRedisClient } from '@turnpike/pipeline/redis-client';
import { createProducerConnection } from '@turnpike/queues/producer-connection';
import { usageIngestQueue } from '@turnpike/queues/usage-ingest.queue';
import { createSnapshot } from '@turnpike/snapshot/create-snapshot';
import { ProcessRegistry } from '@turnpike/snapshot/process-registry';
import { conversationsIn } from '@turnpike/snapshot/responses/conversations';
import { ResponseStore } from '@turnpike/snapshot/responses/response-store';
import { throttled } from '@turnpike/telemetry/throttled';
import type { Redis } from 'ioredis';
import type { CreateDataPlane, DataPlane, DataPlaneOptions } from '../bootstrap/data-plane.js';
import { actorOf, createJobDesk } from './jobs/job-desk.js';
import { JobWatch } from './jobs/job-watch.js';
import type { CallReader } from './lookups.js';
import { createResponseDesk } from './responses/response-desk.js';
import { observeRequestPath } from './request-path-metrics.js';
import { createRequestPath } from './request-path.js';

const CALLERS_KEPT = 250_000;

export const createDataPlane: CreateDataPlane = async (options) => {
  const { config, db, logger, metrics } = options;
  const report = throttled(
    (error, context) => logger.warn({ err: error, context }, 'request path'),
    REPORT_INTERVAL_MS,
  );
  const redis = createRedisClient(config.redisUrl, (error) => report(error, 'redis'));
  const keys = new KeySpace(config.redisPrefix);
  const processId = newId();
  const { databaseUrl, keyPepper } = config;
  const credentialKeys = credentialKeysOf(config);
  const keepers = { databaseUrl, keyPepper, credentialKeys, callersKept: CALLERS_KEPT };
  const snapshot = createSnapshot({ db, ...keepers, onError: report });
  const producer = createProducerConnection(config.redisUrl, (error) => report(error, 'queue'));
  const ingest = usageIngestQueue(producer, config.queuePrefix);
  const { watch, responseStore, ...kept } = createKeptThings(options, report);
  const path = await createRequestPath({
    redis,
    keys,
    processId,
    callers: snapshot.callers,
    catalogue: snapshot.catalogue,
    tenants: { load: (tenantId) => loadTenantMoney(db, tenantId) },
    registry: new ProcessRegistry({
      pool: db.pool,
      processId,
      kind: 'gateway',
      onError: (error) => report(error, 'registry'),
    }),
    ...kept,
    ...settingsOf(config),
    notifyShards: (shards) => void ingest.enqueue(shards).catch(() => undefined),
    onError: report,
  });
  await redis.connect().catch((error: unknown) => report(error, 'redis'));
  await snapshot.start();
  await path.start();
  observeRequestPath(metrics, () => ({
    ...path.stats(),
    ...responseStore.stats(),
    jobWaiters: watch.waiting,
    catalogueAgeMs: snapshot.catalogue.ageMs(),
  }));

  const dataPlane: DataPlane = {
    ...path,
    catchUp: () => withinBound(snapshot.feed.poll()),
    async close() {
      await path.close();
      await responseStore.close();
      await watch.close();
      await snapshot.feed.stop();
      await ingest.close();
      producer.disconnect();
      redis.disconnect();
    },
  };
  return { dataPlane, live: createLivePort(redis, keys) };
};

function credentialKeysOf({ credentialKey, credentialKeysRetired }: DataPlaneOptions['config']) {
  return createCredentialKeys([credentialKey, ...credentialKeysRetired]);
}

function settingsOf({ spoolDir, headerPrefix, portalUrl, bodyLimitBytes, trustedProxies }: DataPlaneOptions['config']) {
  return { spoolDirectory: spoolDir, headerPrefix, portalUrl, bodyLimitBytes, trustedProxies };
}

function createLivePort(redis: Redis, keys: KeySpace): LivePort {
  return {
    async balance(tenantId, currency) {
      const units = await readBalance({ redis, keys }, tenantId).catch(() => null);
      if (units === null) return null;
      return { pending: fromBaseUnits(units.pending, currency), held: fromBaseUnits(units.held, currency) };
    },
  };
}

type Report = (error: unknown, context: string) => void;

/** What keys ask of the control plane: receipts of calls, jobs, and responses that were kept. */
function createKeptThings({ config, db }: DataPlaneOptions, report: Report) {
  const context = createManagementContext({
    db,
    keyPepper: Buffer.from(config.keyPepper, 'base64'),
    credentialKeys: credentialKeysOf(config),
    keyPrefix: config.keyPrefix,
    addresses: new AddressGuard({ allowed: config.outboundAllowed }),
  });
  const onError = (error: unknown) => report(error, 'jobs');
  const watch = new JobWatch({ pool: db.pool, databaseUrl: config.databaseUrl, onError });
  const jobs = createJobDesk({
    context,
    watch,
    queueLimit: config.jobQueueLimit,
    onError,
  });
  const responseStore = new ResponseStore({
    context,
    ttlMs: config.responsesTtlMs,
    bodyLimitBytes: config.bodyLimitBytes,
    onError: (error) => report(error, 'responses'),
  });
  return {
    watch,
    jobs,
    responseStore,
    responses: createResponseDesk(responseStore, (error) => report(error, 'responses')),
    conversations: conversationsIn(responseStore),
    readCall: createCallReader(context),
  };
}

function createCallReader(context: ManagementContext): CallReader {
  return async (caller, requestId) => {
    try {
      return await getCall(context, actorOf(caller, null), { requestId });
    } catch (error) {
      if (error instanceof ApiError) return null;
      throw error;
    }
  };
}

/** A write's answer waits this long for the request path, and no longer. */
const CATCH_UP_MS = 300;

async function withinBound(work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, CATCH_UP_MS)));
  await Promise.race([work.catch(() => undefined), late]);
  clearTimeout(timer);
}

/** While a store is away: one line per context in this time. */
const REPORT_INTERVAL_MS = 5_000;
