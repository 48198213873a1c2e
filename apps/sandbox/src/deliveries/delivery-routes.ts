/**
 * `/sandbox/deliveries`: the sandbox's own account of what it delivered, for tests and for people.
 *
 * `GET /sandbox/deliveries/{id}`, `GET ?ids=a,b` or `GET ?limit=100` (newest first), `POST {ids: [...]}` for long
 * lists, `DELETE` to forget all. Lists answer `{items, missing}`.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from '../http/read-body.js';
import { sendJson } from '../http/respond.js';
import type { DeliveryReport, DeliveryStore } from './delivery-store.js';

const PATH = '/sandbox/deliveries';
const MAX_BODY_BYTES = 16 * 1024 * 1024;
const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 10_000;

/** Answers a request below `/sandbox/deliveries`. */
export async function answerDeliveries(
  store: DeliveryStore,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://sandbox');
  if (url.pathname.startsWith(`${PATH}/`) && request.method === 'GET') {
    answerOne(store, url.pathname.slice(PATH.length + 1), response);
  } else if (url.pathname !== PATH) {
    refuse(response, 404, 'There is nothing here.');
  } else if (request.method === 'GET') {
    sendJson(response, { status: 200, body: collect(store, idsOfQuery(store, url.searchParams)) });
  } else if (request.method === 'POST') {
    await answerList(store, request, response);
  } else if (request.method === 'DELETE') {
    sendJson(response, { status: 200, body: { deleted: store.clear() } });
  } else {
    refuse(response, 405, 'Use GET, POST or DELETE.');
  }
}

function answerOne(store: DeliveryStore, encodedId: string, response: ServerResponse): void {
  const id = decode(encodedId);
  const report = id === undefined ? undefined : store.find(id);
  if (report === undefined) refuse(response, 404, 'No call with this id was seen, or it is forgotten.');
  else sendJson(response, { status: 200, body: report });
}

function decode(encoded: string): string | undefined {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}

function idsOfQuery(store: DeliveryStore, query: URLSearchParams): string[] {
  const ids = query.get('ids');
  if (ids !== null) return ids.split(',').filter((id) => id !== '');
  const limit = Number(query.get('limit') ?? DEFAULT_LIMIT);
  return store.newestIds(Number.isInteger(limit) && limit > 0 ? Math.min(limit, MAX_LIMIT) : DEFAULT_LIMIT);
}

async function answerList(store: DeliveryStore, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const read = await readBody(request, MAX_BODY_BYTES);
  const ids = read.ok ? parseIds(read.body) : undefined;
  if (ids === undefined) refuse(response, 400, 'Send {"ids": ["…"]}.');
  else sendJson(response, { status: 200, body: collect(store, ids) });
}

function parseIds(body: Buffer): string[] | undefined {
  try {
    const parsed = JSON.parse(body.toString('utf8')) as { ids?: unknown } | null;
    const ids = parsed?.ids;
    return Array.isArray(ids) && ids.every((id) => typeof id === 'string') ? ids : undefined;
  } catch {
    return undefined;
  }
}

function collect(store: DeliveryStore, ids: readonly string[]): { items: DeliveryReport[]; missing: string[] } {
  const items: DeliveryReport[] = [];
  const missing: string[] = [];
  for (const id of ids) {
    const report = store.find(id);
    if (report === undefined) missing.push(id);
    else items.push(report);
  }
  return { items, missing };
}

function refuse(response: ServerResponse, status: number, message: string): void {
  sendJson(response, { status, body: { error: { message } } });
}
