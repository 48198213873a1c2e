/**
 * Puts the gateway together: one public socket shared by the data plane and the control plane (Nest), the operations
 * port, and the order in which all of it ends. What it is made of is given to it; it reads no environment.
 */
import 'reflect-metadata';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import type { OAuthServer } from '@turnpike/oauth/oauth-server';
import type { QueueInspector } from '@turnpike/queues/queue-inspector';
import { createRequestMetrics, type Registry } from '@turnpike/telemetry/metrics';
import { AppModule } from '../app.module.js';
import { authenticateEarly } from '../identity/authenticate-early.js';
import { Authenticator } from '../identity/authenticator.js';
import { mountBullBoard } from '../queues/bull-board.js';
import { createOperationsServer } from '@turnpike/telemetry/operations-server';
import { Readiness } from '../operations/readiness.js';
import { ApiErrorFilter } from './api-error.filter.js';
import { configureFastify, createFastifyAdapter } from './configure-fastify.js';
import type { DataPlane } from './data-plane.js';
import { createHttpServer } from './http-server.js';
import type { ControlPlaneDependencies } from './injection-tokens.js';
import { createNestLogger } from './nest-logger.js';
import { createOpenApiDocument } from './openapi.js';
import { shutDown } from './shut-down.js';
import { createValidationPipe } from './validation.pipe.js';

export interface GatewayOptions extends ControlPlaneDependencies {
  dataPlane: DataPlane;
  metrics: Registry;
  /** Answers what is OAuth's; nobody does when omitted. */
  oauth?: OAuthServer;
  /** Opens the queues for the board over them. */
  openQueues: QueueInspector['open'];
}

export interface ListenOptions {
  /** 0 takes a free one. */
  port: number;
  host: string;
  /** Lets several processes of this machine share the port. */
  reusePort?: boolean;
}

export interface Gateway {
  /** Opens the public socket. Rejects when the port is taken. */
  listen(options: ListenOptions): Promise<AddressInfo>;
  /** Opens the operations port. */
  listenOperations(options: ListenOptions): Promise<AddressInfo>;
  /** Ends in order: not ready, no new connections, calls in flight within the grace, sockets, Nest. Idempotent. */
  close(): Promise<void>;
  /** The control plane, for tests that compare its routes with its document. */
  app: NestFastifyApplication;
}

/** Builds the gateway; nothing listens yet. The data plane is the gateway's to drain and close from now on. */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const { dataPlane, logger, management, metrics, oauth, settings } = options;
  const readiness = new Readiness(dataPlane, () => pingDatabase(management.db.pool));
  const app = await createControlPlane(options, readiness);
  const fastify = app.getHttpAdapter().getInstance();
  const { connections, trustedProxies } = settings;
  const bounds = connections === undefined ? null : { ...connections, trustedProxies };
  const server = createHttpServer(
    dataPlane,
    (request, response) => {
      if (oauth?.handles(request.url ?? '/') === true) oauth.listener(request, response);
      else fastify.routing(request, response);
    },
    bounds,
  );
  const operations = createOperationsServer({ readiness, metrics, logger });
  let closing: Promise<void> | null = null;
  return {
    app,
    listen: (listenOptions) => listen(server, listenOptions),
    listenOperations: (listenOptions) => listen(operations, listenOptions),
    close: () =>
      (closing ??= shutDown({
        readiness,
        server,
        operations,
        dataPlane,
        app,
        logger,
        graceMs: settings.shutdownGraceMs,
      })),
  };
}

async function createControlPlane(options: GatewayOptions, readiness: Readiness): Promise<NestFastifyApplication> {
  const { logger, metrics, settings } = options;
  const adapter = createFastifyAdapter(settings.trustedProxies);
  configureFastify(adapter, createRequestMetrics(metrics), options.dataPlane);
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.register(options, readiness), adapter, {
    bodyParser: false,
    logger: createNestLogger(logger),
    abortOnError: false,
  });
  authenticateEarly(adapter.getInstance(), app.get(Authenticator, { strict: false }));
  mountBullBoard(adapter.getInstance(), { openQueues: options.openQueues, productName: settings.productName });
  app.useGlobalPipes(createValidationPipe());
  app.useGlobalFilters(new ApiErrorFilter(logger));
  // Made for whoever asks first: it takes megabytes, and most processes are never asked.
  const document = () => createOpenApiDocument(app, settings);
  SwaggerModule.setup('docs', app, document, { jsonDocumentUrl: 'openapi.json', raw: ['json'] });
  await app.init();
  await adapter.getInstance().ready();
  return app;
}

function listen(server: Server, { port, host, reusePort = false }: ListenOptions): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, reusePort, backlog: 1024 }, () => {
      server.off('error', reject);
      resolve(server.address() as AddressInfo);
    });
  });
}

const PING_TIMEOUT_MS = 1_000;

async function pingDatabase(pool: { query(sql: string): Promise<unknown> }): Promise<boolean> {
  const late = new Promise<boolean>((resolve) => setTimeout(resolve, PING_TIMEOUT_MS, false).unref());
  const ping = pool.query('SELECT 1').then(
    () => true,
    () => false,
  );
  return Promise.race([ping, late]);
}
