/** Puts the request path together with what it reads of the control plane. */
import type { Database } from '@turnpike/db/client';
import { newId } from '@turnpike/domain/ids';
import { fromBaseUnits } from '@turnpike/domain/money';
import { readBalance } from '@turnpike/limits/balance';
import { KeySpace } from '@turnpike/limits/keys';
import { getCall } from '@turnpike/management/calls/get-call.use-case';
import { createCredentialKeys, open, providerBinding } from '@turnpike/management/credentials/secret-box';
import { hashKey } from '@turnpike/management/keys/key-hash';
import { createManagementContext, type LivePort } from '@turnpike/management/management-context';
import { loadCallerByKeyHash } from '@turnpike/management/snapshot/load-caller';
import { loadCatalogue } from '@turnpike/management/snapshot/load-catalogue';
import { loadTenantMoney } from '@turnpike/management/snapshot/load-tenant-money';
import { ApiError } from '@turnpike/errors/api-error';
import { createProducerConnection } from '@turnpike/queues/producer-connection';
import { usageIngestQueue } from '@turnpike/queues/usage-ingest.queue';
import type { GatewayConfig } from '@turnpike/config/gateway';
import type { CreateDataPlane, DataPlane, DataPlaneOptions } from '../bootstrap/data-plane.js';
import { CallerCache } from '../snapshot/caller-cache.js';
import { CatalogueSnapshot } from '../snapshot/catalogue-snapshot.js';
import { ChangeFeed } from '../snapshot/change-feed.js';
import { compileCatalogue, type OpenCredential } from '../snapshot/compile-catalogue.js';
import { ProcessRegistry } from '../snapshot/process-registry.js';
import type { CallReader } from './lookups.js';
import { createRedisClient } from './redis-client.js';
import { observeRequestPath } from './request-path-metrics.js';
import { createRequestPath } from './request-path.js';

const CALLERS_KEPT = 250_000;

export const createDataPlane: CreateDataPlane = async (options) => {
  const { config, db, logger, metrics } = options;
  const report = throttled((error, context) => logger.warn({ err: error, context }, 'request path'));
  const redis = createRedisClient(config.redisUrl, (error) => report(error, 'redis'));
  const keys = new KeySpace(config.redisPrefix);
  const processId = newId();
  const snapshot = createSnapshot(options, report);
  const producer = createProducerConnection(config.redisUrl, (error) => report(error, 'queue'));
  const ingest = usageIngestQueue(producer, config.queuePrefix);
  const path = await createRequestPath({
    redis,
    keys,
    processId,
    ...snapshot,
    tenants: { load: (tenantId) => loadTenantMoney(db, tenantId) },
    registry: new ProcessRegistry({ pool: db.pool, processId, onError: (error) => report(error, 'registry') }),
    readCall: createCallReader(config, db),
    notifyShards: (shards) => void ingest.enqueueShards(shards).catch(() => undefined),
    spoolDirectory: config.spoolDir,
    headerPrefix: config.headerPrefix,
    portalUrl: config.portalUrl,
    bodyLimitBytes: config.bodyLimitBytes,
    trustedProxies: config.trustedProxies,
    onError: report,
  });
  await redis.connect().catch((error: unknown) => report(error, 'redis'));
  await snapshot.feed.start();
  await snapshot.catalogue.reload();
  await path.start();
  observeRequestPath(metrics, () => ({ ...path.stats(), catalogueAgeMs: snapshot.catalogue.ageMs() }));

  const dataPlane: DataPlane = {
    ...path,
    catchUp: () => withinBound(snapshot.feed.poll()),
    async close() {
      await path.close();
      await snapshot.feed.stop();
      await ingest.close();
      producer.disconnect();
      redis.disconnect();
    },
  };
  const live: LivePort = {
    async balance(tenantId, currency) {
      const units = await readBalance({ redis, keys }, tenantId).catch(() => null);
      if (units === null) return null;
      return { pending: fromBaseUnits(units.pending, currency), held: fromBaseUnits(units.held, currency) };
    },
  };
  return { dataPlane, live };
};

type Report = (error: unknown, context: string) => void;

/** Callers and catalogue, kept fresh by the change feed. */
function createSnapshot({ config, db }: DataPlaneOptions, report: Report) {
  const openCredential = createCredentialOpener(config, report);
  const pepper = Buffer.from(config.keyPepper, 'base64');
  const callers = new CallerCache({
    capacity: CALLERS_KEPT,
    load: (credential) => loadCallerByKeyHash(db, hashKey(pepper, credential)),
  });
  const catalogue: CatalogueSnapshot = new CatalogueSnapshot({
    load: async () => compileCatalogue(await loadCatalogue(db), openCredential),
    poke: () => feed.poke(),
  });
  const feed: ChangeFeed = new ChangeFeed({
    pool: db.pool,
    databaseUrl: config.databaseUrl,
    onError: (error) => report(error, 'change feed'),
    async onChanges(changes) {
      for (const { kind, tenantId } of changes)
        if (kind === 'caller' && tenantId !== null) callers.forgetTenant(tenantId);
      if (changes.some(({ kind }) => kind === 'catalogue')) await catalogue.reload();
    },
  });
  return { callers, catalogue, feed };
}

/** A credential that can't be opened makes its target fail alone, not the catalogue. */
function createCredentialOpener(config: GatewayConfig, report: Report): OpenCredential {
  const credentialKeys = createCredentialKeys([config.credentialKey]);
  return ({ id, credential }) => {
    if (credential === null) return '';
    try {
      return open(credentialKeys, credential, providerBinding(id));
    } catch (error) {
      report(error, `credential of provider ${id}`);
      return '';
    }
  };
}

function createCallReader(config: GatewayConfig, db: Database): CallReader {
  const context = createManagementContext({
    db,
    keyPepper: Buffer.from(config.keyPepper, 'base64'),
    credentialKeys: createCredentialKeys([config.credentialKey]),
    keyPrefix: config.keyPrefix,
  });
  return async ({ tenantId, applicationId, keyId }, requestId) => {
    const actor = { kind: 'application', tenantId, applicationId, apiKeyId: keyId, ip: null, requestId: null } as const;
    try {
      return await getCall(context, actor, { requestId });
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

const REPORT_INTERVAL_MS = 5_000;

/** While a store is away every request and every beat fails alike: one line per context and interval says it. */
function throttled(report: Report): Report {
  const reportedAt = new Map<string, number>();
  return (error, context) => {
    const now = Date.now();
    if (now - (reportedAt.get(context) ?? 0) < REPORT_INTERVAL_MS) return;
    if (reportedAt.size > 1_000) reportedAt.clear();
    reportedAt.set(context, now);
    report(error, context);
  };
}
