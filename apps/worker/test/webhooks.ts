/** Endpoints of a test's tenants, what delivers to them, and a receiver that remembers what arrived. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { newId } from '@turnpike/domain/ids';
import { createGuardedEgress } from '@turnpike/egress/guarded-egress';
import { createCredentialKeys } from '@turnpike/management/credentials/secret-box';
import { endpointBinding, newWebhookSecret } from '@turnpike/management/webhooks/webhook-secret';
import type { DeliveryContext } from '../src/webhooks/deliver-lane.js';
import type { FanOutContext } from '../src/webhooks/fan-out-event.js';
import type { Fixture } from './fixture.js';

export const CREDENTIAL_KEY = randomBytes(32).toString('base64');
export const CREDENTIAL_KEYS = createCredentialKeys([CREDENTIAL_KEY]);
export const LOOPBACK = [{ range: '127.0.0.1/32', port: null }];

export interface Received {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string;
}

export interface Receiver {
  url: string;
  received: Received[];
  /** How requests are answered from now on; null leaves them waiting. */
  answer: ((request: Received) => Reply | null) | null;
  close(): Promise<void>;
}

export interface Reply {
  status: number;
  headers?: Record<string, string | string[]>;
  body?: string;
}

/** Answers 200 until told otherwise. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const server = http.createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      const { method = '', url: path = '' } = request;
      const one = { method, path, headers: request.headers as Record<string, string>, body };
      received.push(one);
      const reply = receiver.answer === null ? { status: 200 } : receiver.answer(one);
      if (reply !== null) response.writeHead(reply.status, reply.headers).end(reply.body ?? '');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    answer: null,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return receiver;
}

export interface TestEndpoint {
  id: string;
  tenantId: string;
  secret: string;
}

/** An endpoint as the use case makes it. */
export async function createEndpoint(
  { pool }: Fixture,
  options: { tenantId: string; url: string; events?: string[]; state?: string },
): Promise<TestEndpoint> {
  const { tenantId, url, events = [], state = 'enabled' } = options;
  const id = newId();
  const { secret, columns } = newWebhookSecret(CREDENTIAL_KEYS, endpointBinding(id));
  await pool.query(
    `INSERT INTO webhook_endpoints (id, tenant_id, url, events, state, secret, secret_key_id)
     VALUES ($1, $2, $3, $4, $5::"WebhookEndpointState", $6, $7)`,
    [id, tenantId, url, events, state, columns.secret, columns.secretKeyId],
  );
  return { id, tenantId, secret };
}

/** A member of the tenant, to be told. */
export async function createMember({ pool }: Fixture, tenantId: string, role: string): Promise<string> {
  const id = newId();
  await pool.query(`INSERT INTO users (id, email, name) VALUES ($1, $2, 'Ada')`, [id, `${id}@example.com`]);
  await pool.query('INSERT INTO memberships (tenant_id, user_id, role) VALUES ($1, $2, $3::"MemberRole")', [
    tenantId,
    id,
    role,
  ]);
  return id;
}

/** Delivers over the fixture's database to receivers on loopback. Its egress is the caller's to end. */
export function deliveryContext({ context }: Fixture): DeliveryContext {
  const { pool, metrics, logger } = context;
  const egress = createGuardedEgress({ allowed: LOOPBACK });
  return { pool, credentialKeys: CREDENTIAL_KEYS, egress, productName: 'Turnpike', metrics, logger };
}

/** `woken` collects the lanes that the queue would have been asked for. */
export function fanOutContext({ pool }: Fixture, woken: string[] = []): FanOutContext {
  const enqueue = async (lanes: readonly string[]) => void woken.push(...lanes);
  return { pool, credentialKeys: CREDENTIAL_KEYS, deliveries: { enqueue, close: async () => undefined } };
}

/** Has something happen to a tenant that its receivers are told of. Gives the outbox row's id. */
export async function occur(
  { pool }: Fixture,
  event: { tenantId: string; type?: string; data?: object; callbackUrl?: string; endpointId?: string },
): Promise<string> {
  const id = newId();
  const { tenantId, type = 'key.created', data = { id: 'key_1' }, callbackUrl = null, endpointId = null } = event;
  const payload = { tenantId, type, data, callbackUrl, endpointId, occurredAt: '2026-11-21T08:00:00.000Z' };
  await pool.query(`INSERT INTO outbox_messages (id, topic, payload) VALUES ($1, 'event.occurred', $2)`, [id, payload]);
  return id;
}
