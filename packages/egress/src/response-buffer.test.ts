import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EgressCall, EgressRequest } from './egress.js';
import { createEgress } from './egress-client.js';
import { EgressError } from './egress-error.js';
import { collectResponse } from './response-buffer.js';

const egress = createEgress();
const server = http.createServer((request, response) => {
  if (request.url === '/pieces') {
    response.write('one ');
    setImmediate(() => response.end('two'));
  } else if (request.url === '/empty') response.writeHead(204).end();
  else if (request.url === '/cut') {
    response.write('half');
    setTimeout(() => response.destroy(), 20);
  } else if (request.url === '/sized') response.end('x'.repeat(100));
  else if (request.url === '/unsized') {
    response.write('x'.repeat(60));
    response.end('x'.repeat(40));
  }
});
let origin = '';

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  await egress.destroy();
  server.closeAllConnections();
  server.close();
});

function get(path: string): EgressRequest {
  return { origin, path, method: 'GET', headers: {}, body: null };
}

async function errorOf(path: string, maxBytes: number): Promise<string[]> {
  const error: unknown = await collectResponse(egress, get(path), { maxBytes }).then(
    () => null,
    (reason: unknown) => reason,
  );
  return error instanceof EgressError ? [error.kind, error.code] : ['no EgressError'];
}

describe('collectResponse', () => {
  it('puts a body together and reports status and headers', async () => {
    const response = await collectResponse(egress, get('/pieces'), { maxBytes: 100 });
    expect([response.status, response.body.toString()]).toEqual([200, 'one two']);
    expect(response.headers['transfer-encoding']).toBe('chunked');
  });

  it('gives an empty buffer for an empty body', async () => {
    const response = await collectResponse(egress, get('/empty'), { maxBytes: 100 });
    expect([response.status, response.body.length]).toEqual([204, 0]);
  });

  it.each(['/sized', '/unsized'])('refuses a body over the bound: %s', async (path) => {
    expect(await errorOf(path, 99)).toEqual(['protocol', 'response_too_large']);
    expect((await collectResponse(egress, get(path), { maxBytes: 100 })).body.length).toBe(100);
  });

  it('never takes a cut body for a whole one', async () => {
    const [kind] = await errorOf('/cut', 100);
    expect(kind).toBe('cut');
  });

  it('hands out the call, so that it can be aborted', async () => {
    const calls: EgressCall[] = [];
    const answer = collectResponse(egress, get('/silent'), { maxBytes: 100, onCall: (call) => calls.push(call) });
    calls[0]?.abort('client_gone');
    await expect(answer).rejects.toMatchObject({ kind: 'aborted', code: 'client_gone' });
  });
});
