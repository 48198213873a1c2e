/** A whole gateway on a free port over a database of its own, with a data plane that serves nothing. */
import { randomBytes } from 'node:crypto';
import { type Database, createDatabase } from '@turnpike/db/client';
import { Decimal } from '@turnpike/domain/money';
import type { SystemActor } from '@turnpike/management/actor';
import { createCredentialKeys } from '@turnpike/management/credentials/secret-box';
import { createManagementKey } from '@turnpike/management/management-keys/create-management-key.use-case';
import { createManagementContext, type ManagementContext } from '@turnpike/management/management-context';
import type { PaymentsPort } from '@turnpike/management/payments/payments-port';
import type { RoutingPort } from '@turnpike/management/routing/routing-port';
import type { QueueInspector } from '@turnpike/queues/queue-inspector';
import { createLogger } from '@turnpike/telemetry/logger';
import { createMetricsRegistry } from '@turnpike/telemetry/metrics';
import { createTestDatabase } from '@turnpike/testing/database';
import { createGateway, type Gateway } from '../src/bootstrap/create-gateway.js';
import type { DataPlane } from '../src/bootstrap/data-plane.js';
import type { ProviderSettings } from '../src/identity/providers/provider-settings.js';
import { toQueuesPort } from '../src/queues/queues-port.js';

export const SYSTEM: SystemActor = { kind: 'system', name: 'test', ip: null, requestId: null };

export interface Answer {
  status: number;
  headers: Headers;
  /** The parsed body, whatever its envelope. */
  body: any; // eslint-disable-line @typescript-eslint/no-explicit-any -- answers are looked at field by field
  /** `body.data`. */
  data: any; // eslint-disable-line @typescript-eslint/no-explicit-any -- as above
}

export interface CallOptions {
  body?: unknown;
  headers?: Record<string, string>;
  /** Bearer credential; the management key when omitted, none when null. */
  key?: string | null;
}

export interface ManagementGateway {
  url: string;
  context: ManagementContext;
  db: Database;
  gateway: Gateway;
  managementKey: string;
  /** What the gateway logged, as one text. */
  log(): string;
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  stop(): Promise<void>;
}

/** A data plane without a route, as far as the control plane can tell. */
export function emptyDataPlane(overrides: Partial<DataPlane> = {}): DataPlane {
  return {
    prefixes: ['/v1', '/v1beta', '/apis', '/mcp'],
    listener: (_request, response) => void response.writeHead(204).end(),
    ready: () => ({ ok: true, detail: {} }),
    catchUp: async () => undefined,
    drain: async () => undefined,
    close: async () => undefined,
    ...overrides,
  };
}

const LOOPBACK = [{ range: '127.0.0.0/8', port: null }];

export interface ManagementGatewayOptions {
  portalUrl?: string;
  trustedProxies?: readonly string[];
  payments?: PaymentsPort;
  identityProviders?: readonly ProviderSettings[];
  queues?: QueueInspector;
  routing?: RoutingPort;
  now?: () => Date;
  /** Where the keys are that sign alerts of leaked keys; at this machine it may be read. */
  secretScanningKeysUrl?: string;
}

export async function startManagementGateway(options: ManagementGatewayOptions = {}): Promise<ManagementGateway> {
  const { portalUrl = 'http://127.0.0.1:3000', trustedProxies = [], identityProviders = [], now } = options;
  const { secretScanningKeysUrl } = options;
  const database = await createTestDatabase();
  const db = createDatabase({ url: database.url });
  const context = createManagementContext({
    db,
    keyPepper: randomBytes(32),
    credentialKeys: createCredentialKeys([randomBytes(32).toString('base64')]),
    keyPrefix: 'tp',
    ...(now === undefined ? {} : { now }),
    live: {
      balance: async () => ({ pending: new Decimal('0.25'), held: new Decimal('1') }),
      limits: async () => null,
    },
    payments: options.payments ?? null,
    addresses: { check: async (url) => (url.includes('inside') ? 'not_public' : null) },
    queues: options.queues === undefined ? null : toQueuesPort(options.queues),
    routing: options.routing ?? null,
  });
  let log = '';
  const gateway = await createGateway({
    management: context,
    dataPlane: emptyDataPlane(),
    metrics: createMetricsRegistry('gateway-0'),
    openQueues: options.queues?.open ?? (() => Promise.reject(new Error('there are none'))),
    logger: createLogger({ name: 'gateway', level: 'info', destination: { write: (line) => void (log += line) } }),
    settings: {
      trustedProxies,
      portalUrl,
      productName: 'Turnpike',
      shutdownGraceMs: 2_000,
      identityProviders,
      ...(secretScanningKeysUrl === undefined
        ? {}
        : { secretScanning: { keysUrl: secretScanningKeysUrl, outboundAllowed: LOOPBACK } }),
    },
  });
  const { port } = await gateway.listen({ port: 0, host: '127.0.0.1' });
  const { key: managementKey } = await createManagementKey(context, SYSTEM, { name: 'test' });
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    context,
    db,
    gateway,
    managementKey,
    log: () => log,
    call: (method, path, options = {}) => call(url + path, method, { key: managementKey, ...options }),
    stop: async () => {
      await gateway.close();
      await db.close();
      await database.drop();
    },
  };
}

async function call(url: string, method: string, { body, headers = {}, key }: CallOptions): Promise<Answer> {
  const answer = await fetch(url, {
    method,
    headers: {
      ...(key == null ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: encode(body) }),
  });
  const text = await answer.text();
  const parsed = text === '' ? null : JSON.parse(text);
  return { status: answer.status, headers: answer.headers, body: parsed, data: parsed?.data };
}

function encode(body: unknown): string | Uint8Array<ArrayBuffer> {
  if (body instanceof Uint8Array) return new Uint8Array(body);
  return typeof body === 'string' ? body : JSON.stringify(body);
}
