import type { GatewayConfig } from '@turnpike/config/gateway';
import { createDatabase } from '@turnpike/db/client';
import { AddressGuard } from '@turnpike/egress/address-guard';
import { createCredentialKeys } from '@turnpike/management/credentials/secret-box';
import { createManagementContext } from '@turnpike/management/management-context';
import { createOAuthServer } from '@turnpike/oauth/oauth-server';
import { createStripePayments } from '@turnpike/payments/stripe-payments';
import { createQueueInspector } from '@turnpike/queues/queue-inspector';
import type { Logger } from '@turnpike/telemetry/logger';
import { createMetricsRegistry } from '@turnpike/telemetry/metrics';
import { toQueuesPort } from '../queues/queues-port.js';
import { tokenParties } from '../oauth/token-parties.js';
import { providersOf } from '../identity/providers/provider-settings.js';
import { createGateway } from './create-gateway.js';
import type { CreateDataPlane } from './data-plane.js';

export interface RunningGateway {
  /** Ends the gateway in order, its database last. */
  close(): Promise<void>;
}

export interface StartOptions {
  config: GatewayConfig;
  logger: Logger;
  createDataPlane: CreateDataPlane;
}

/** Makes everything one gateway process consists of and opens its ports, the operations port first. */
export async function startGateway({ config, logger, createDataPlane }: StartOptions): Promise<RunningGateway> {
  const metrics = createMetricsRegistry(`gateway-${config.processIndex}`);
  const db = createDatabase({
    url: config.databaseUrl,
    applicationName: `gateway-${config.processIndex}`,
    onConnectionError: (error) => logger.warn({ err: error }, 'an idle database connection broke'),
  });
  const { dataPlane, live, routing } = await createDataPlane({ config, db, logger, metrics });
  const queues = createQueueInspector({
    redisUrl: config.redisUrl,
    prefix: config.queuePrefix,
    onError: (error) => logger.debug({ err: error }, 'the connection to look into queues broke'),
  });
  const management = createManagementContext({
    db,
    keyPepper: Buffer.from(config.keyPepper, 'base64'),
    keyPeppersRetired: config.keyPeppersRetired.map((pepper) => Buffer.from(pepper, 'base64')),
    credentialKeys: createCredentialKeys([config.credentialKey, ...config.credentialKeysRetired]),
    keyPrefix: config.keyPrefix,
    productName: config.productName,
    live,
    payments: createPayments(config),
    addresses: new AddressGuard({ allowed: config.outboundAllowed }),
    queues: toQueuesPort(queues),
    routing,
  });
  const { trustedProxies, portalUrl, productName, shutdownGraceMs, host } = config;
  const identityProviders = providersOf(config);
  const connections = { most: config.maxConnections, mostPerAddress: config.maxConnectionsPerAddress };
  const { secretScanningKeysUrl: keysUrl, outboundAllowed } = config;
  const secretScanning = keysUrl === '' ? {} : { secretScanning: { keysUrl, outboundAllowed } };
  const settings = {
    connections,
    trustedProxies,
    portalUrl,
    productName,
    shutdownGraceMs,
    identityProviders,
    ...secretScanning,
  };
  const oauth = createOAuthServer({
    context: management,
    parties: tokenParties(config),
    onError: (error) => logger.error({ err: error }, 'oauth'),
  });
  const parts = { management, dataPlane, metrics, logger, settings, oauth };
  const gateway = await createGateway({ ...parts, openQueues: queues.open });
  await gateway.listenOperations({ port: config.opsPort, host });
  const address = await gateway.listen({ port: config.gatewayPort, host, reusePort: config.gatewayProcesses > 1 });
  logger.info({ host: address.address, port: address.port, opsPort: config.opsPort }, 'listening');
  return {
    close: async () => {
      await gateway.close();
      await queues.close();
      await db.close();
    },
  };
}

/** Who collects money; nobody where no key is configured. The payer comes back to the portal's billing pages. */
function createPayments({ stripeSecretKey, stripeApiUrl, stripeWebhookSecrets, portalUrl }: GatewayConfig) {
  if (stripeSecretKey === '') return null;
  return createStripePayments({
    secretKey: stripeSecretKey,
    apiUrl: stripeApiUrl,
    webhookSecrets: stripeWebhookSecrets,
    successUrl: `${portalUrl}/app/billing/return?session={CHECKOUT_SESSION_ID}`,
    cancelUrl: `${portalUrl}/app/billing?payment=cancelled`,
  });
}
