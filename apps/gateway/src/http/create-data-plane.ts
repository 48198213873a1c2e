/** Puts the request path together with what it reads of the control plane. */
import { newId } from '@turnpike/domain/ids';
import { AddressGuard } from '@turnpike/egress/address-guard';
import { createGuardedEgress } from '@turnpike/egress/guarded-egress';
import { KeySpace } from '@turnpike/limits/keys';
import { getCall } from '@turnpike/management/calls/get-call.use-case';
import { createCredentialKeys } from '@turnpike/management/credentials/secret-box';
import { createManagementContext, type ManagementContext } from '@turnpike/management/management-context';
import { loadTenantMoney } from '@turnpike/management/snapshot/load-tenant-money';
import { IssuerKeys } from '@turnpike/oauth/issuer-keys';
import { ApiError } from '@turnpike/errors/api-error';
import { createRedisClient } from '@turnpike/pipeline/redis-client';
import type { CallerStore } from '@turnpike/pipeline/services';
import { createProducerConnection } from '@turnpike/queues/producer-connection';
import { usageIngestQueue } from '@turnpike/queues/usage-ingest.queue';
import type { CallerCache } from '@turnpike/snapshot/caller-cache';
import { createSnapshot } from '@turnpike/snapshot/create-snapshot';
import { ProcessRegistry } from '@turnpike/snapshot/process-registry';
import { conversationsIn } from '@turnpike/snapshot/responses/conversations';
import { ResponseStore } from '@turnpike/snapshot/responses/response-store';
import { throttled } from '@turnpike/telemetry/throttled';
import type { CreateDataPlane, DataPlane, DataPlaneOptions } from '../bootstrap/data-plane.js';
import { tokenParties } from '../oauth/token-parties.js';
import { createClientTokenDesk } from './client-tokens/client-token-desk.js';
import { actorOf, createJobDesk } from './jobs/job-desk.js';
import { JobWatch } from './jobs/job-watch.js';
import { createLivePort } from './live-port.js';
import type { CallReader } from './lookups.js';
import { createResponseDesk } from './responses/response-desk.js';
import { observeRequestPath } from './request-path-metrics.js';
import { createRequestPath } from './request-path.js';
import { observeRouting } from './routing-metrics.js';
import { createRoutingPort } from './routing-port.js';
import { StrangerGate } from './shield/stranger-gate.js';

const CALLERS_KEPT = 250_000;

export const createDataPlane: CreateDataPlane = async (options) => {
  const { config, db, logger, metrics } = options;
  const report = throttled(
    (error, context) => logger.warn({ err: error, context }, 'request path'),
    REPORT_INTERVAL_MS,
  );
  const { redis, cacheRedis, ...connections } = createConnections(config, report);
  const keys = new KeySpace(config.redisPrefix);
  const processId = newId();
  const { tokens, closeTokens } = createTokenParts(config, report);
  const snapshot = createSnapshot({ db, ...keepersOf(config), tokens, onError: report });
  const producer = createProducerConnection(config.redisUrl, (error) => report(error, 'queue'));
  const ingest = usageIngestQueue(producer, config.queuePrefix);
  const { watch, responseStore, ...kept } = createKeptThings(options, report);
  const path = await createRequestPath({
    redis,
    cacheRedis,
    keys,
    processId,
    ...guarded(snapshot.callers),
    catalogue: snapshot.catalogue,
    tenants: { load: (tenantId) => loadTenantMoney(db, tenantId) },
    registry: createRegistry(options, processId, report),
    ...kept,
    ...settingsOf(config),
    notifyShards: (shards) => void ingest.enqueue(shards).catch(() => undefined),
    onError: report,
  });
  await connections.connect();
  await snapshot.start();
  await path.start();
  observeRouting(metrics, path.routing);
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
      await closeTokens();
      await ingest.close();
      producer.disconnect();
      connections.disconnect();
    },
  };
  return {
    dataPlane,
    live: createLivePort({ db, redis, keys, path, callers: snapshot.callers }),
    routing: createRoutingPort({ routing: path.routing, catalogue: snapshot.catalogue }),
  };
};

/** Callers whose wrong credentials are counted by address, and the gate that knows the count. */
function guarded(callers: CallerCache): { callers: CallerStore; gate: StrangerGate } {
  const gate = new StrangerGate({ knows: (credential) => callers.knows(credential) });
  return {
    gate,
    callers: {
      recognises: (credential) => callers.recognises(credential),
      find: (credential) => callers.find(credential),
      reload: (credential) => callers.reload(credential),
      findById: (id) => callers.findById(id),
      refused: (address) => gate.fail(address),
    },
  };
}

type Config = DataPlaneOptions['config'];

function createRegistry({ db }: DataPlaneOptions, processId: string, report: Report): ProcessRegistry {
  const onError = (error: unknown) => report(error, 'registry');
  return new ProcessRegistry({ pool: db.pool, processId, kind: 'gateway', onError });
}

/** One that is away now comes back by itself. */
function createConnections({ redisUrl, redisCacheUrl }: Config, report: Report) {
  const open = (url: string, name: string) => {
    const onError = (error: unknown) => report(error, name);
    const redis = createRedisClient(url, onError);
    return { redis, connect: () => redis.connect().catch(onError) };
  };
  const limits = open(redisUrl, 'redis');
  const cache = open(redisCacheUrl, 'redis cache');
  return {
    redis: limits.redis,
    cacheRedis: cache.redis,
    connect: () => Promise.all([limits.connect(), cache.connect()]),
    disconnect() {
      limits.redis.disconnect();
      cache.redis.disconnect();
    },
  };
}

/** What tokens are checked by: our own as they are issued, others with keys fetched from their issuers. */
function createTokenParts(config: Config, report: Report) {
  const egress = createGuardedEgress({ allowed: config.outboundAllowed });
  const issuers = new IssuerKeys({ egress, onError: (error, issuer) => report(error, `keys of ${issuer}`) });
  const tokens = { parties: tokenParties(config), keysOf: (issuer: string) => issuers.of(issuer) };
  return { tokens, closeTokens: () => egress.destroy() };
}

function keepersOf(config: Config) {
  const { databaseUrl, keyPepper, keyPeppersRetired } = config;
  const credentialKeys = credentialKeysOf(config);
  return { databaseUrl, keyPepper, keyPeppersRetired, credentialKeys, callersKept: CALLERS_KEPT };
}

function credentialKeysOf({ credentialKey, credentialKeysRetired }: Config) {
  return createCredentialKeys([credentialKey, ...credentialKeysRetired]);
}

function settingsOf({ spoolDir, headerPrefix, portalUrl, bodyLimitBytes, trustedProxies, ...config }: Config) {
  const idempotency = { ttlMs: config.idempotencyTtlMs, answerLimitBytes: config.idempotencyAnswerLimitBytes };
  const { redisCacheUrl: redisUrl, redisPrefix: prefix, responseCacheMemoryBytes: memoryBytes } = config;
  const answerCache = { redisUrl, prefix, memoryBytes };
  const { publicGatewayUrl, gatewayUrl, clientCertificateHeader: certificateHeader } = config;
  return {
    patienceMs: config.redisPatienceMs,
    publicUrls: [...(publicGatewayUrl === '' ? [] : [publicGatewayUrl]), gatewayUrl],
    certificateHeader,
    spoolDirectory: spoolDir,
    headerPrefix,
    portalUrl,
    bodyLimitBytes,
    trustedProxies,
    idempotency,
    answerCache,
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
    clientTokens: createClientTokenDesk(context, (error) => report(error, 'client tokens')),
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
