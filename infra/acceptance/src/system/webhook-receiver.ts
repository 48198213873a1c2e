/** A customer's own server: it verifies what arrives with the library of Standard Webhooks, and remembers it. */
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';

export interface ReceivedEvent {
  webhookId: string;
  type: string;
  data: Record<string, unknown>;
}

export interface WebhookReceiver {
  url: string;
  /** What was verified, in order of arrival, repetitions included. */
  received: ReceivedEvent[];
  /** What was not: there should be none. */
  refused: string[];
  /** The endpoint's secret, once it is known. */
  secret: string;
  close(): Promise<void>;
}

/** Takes its time over each answer; of every so many events one is answered with a 500 when it first comes. */
export async function startWebhookReceiver({ answersAfterMs = 0, failsEvery = 0 } = {}): Promise<WebhookReceiver> {
  const seen = new Set<string>();
  const serve = async (request: http.IncomingMessage, response: http.ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const headers = request.headers as Record<string, string>;
    try {
      const event = new Webhook(receiver.secret).verify(Buffer.concat(chunks).toString(), headers) as ReceivedEvent;
      receiver.received.push({ webhookId: headers['webhook-id'] ?? '', type: event.type, data: event.data });
    } catch (error) {
      receiver.refused.push(String(error));
    }
    const isNew = !seen.has(headers['webhook-id'] ?? '');
    seen.add(headers['webhook-id'] ?? '');
    const status = isNew && failsEvery > 0 && seen.size % failsEvery === 0 ? 500 : 204;
    await sleep(answersAfterMs);
    response.writeHead(status).end();
  };
  const server = http.createServer((request, response) => {
    // A killed worker breaks its connection off.
    serve(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const receiver: WebhookReceiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`,
    received: [],
    refused: [],
    secret: '',
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return receiver;
}
