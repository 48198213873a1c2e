/**
 * The provider's socket: OpenAI's surface under `/v1`, the account of deliveries under `/sandbox`, and a page that
 * explains both. Takes HTTP, gives OpenAI's shapes, refuses with OpenAI's envelope. Touches nothing but memory.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerDeliveries } from '../deliveries/delivery-routes.js';
import type { DeliveryStore } from '../deliveries/delivery-store.js';
import type { Handler } from '../http/listen.js';
import { sendHtml, sendJson, sendText } from '../http/respond.js';
import { answerChat } from './chat.js';
import { checkCredential } from './credential.js';
import { answerEmbeddings } from './embeddings.js';
import { Exchange } from './exchange.js';
import { renderLandingPage } from './landing-page.js';
import { findModel, listModels } from './models.js';
import { invalidRequest, toErrorBody, type OpenAiError } from './openai-error.js';

interface Sockets {
  request: IncomingMessage;
  response: ServerResponse;
}

const OPERATIONS = {
  '/v1/chat/completions': { operation: 'chat', answer: answerChat },
  '/v1/embeddings': { operation: 'embeddings', answer: answerEmbeddings },
} as const;

/** The handler of the provider's socket. */
export function providerHandler(store: DeliveryStore): Handler {
  return (request, response) => {
    const path = pathOf(request.url ?? '/');
    if (path === '/v1/chat/completions' || path === '/v1/embeddings') {
      return answerOperation({ request, response }, store, path);
    }
    if (path.startsWith('/v1/')) {
      answerModels({ request, response }, path);
      return undefined;
    }
    if (path === '/sandbox/deliveries' || path.startsWith('/sandbox/deliveries/')) {
      return answerDeliveries(store, request, response);
    }
    answerPages({ request, response }, path);
    return undefined;
  };
}

function pathOf(url: string): string {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}

async function answerOperation(sockets: Sockets, store: DeliveryStore, path: keyof typeof OPERATIONS): Promise<void> {
  const { request } = sockets;
  if (request.method !== 'POST') {
    refuse(sockets, {
      ...invalidRequest(`Not allowed to ${request.method ?? ''} on ${path}.`, null, 'method_not_supported'),
      status: 405,
      headers: { allow: 'POST' },
    });
    return;
  }
  const { operation, answer } = OPERATIONS[path];
  const exchange = new Exchange(sockets, store, operation);
  const refusal = checkCredential(request.headers.authorization);
  if (refusal !== undefined) {
    exchange.refuse(refusal);
    return;
  }
  try {
    await answer(exchange);
  } catch (error) {
    exchange.fail();
    throw error;
  }
}

function answerModels(sockets: Sockets, path: string): void {
  const { request, response } = sockets;
  const refusal = checkCredential(request.headers.authorization);
  if (refusal !== undefined) {
    refuse(sockets, refusal);
  } else if (request.method !== 'GET' || !/^\/v1\/models(?:\/[^/]+)?$/.test(path)) {
    refuse(sockets, { ...invalidRequest(`Invalid URL (${request.method ?? ''} ${path})`, null), status: 404 });
  } else if (path === '/v1/models') {
    sendJson(response, { status: 200, body: listModels() });
  } else {
    const id = path.slice('/v1/models/'.length);
    const model = findModel(id);
    if (model !== undefined) sendJson(response, { status: 200, body: model });
    else {
      const message = `The model '${id}' does not exist.`;
      refuse(sockets, { ...invalidRequest(message, 'model', 'model_not_found'), status: 404 });
    }
  }
}

function answerPages({ request, response }: Sockets, path: string): void {
  if (request.method !== 'GET' && request.method !== 'HEAD') sendText(response, 405, 'Use GET.');
  else if (path === '/health') sendText(response, 200, 'ok');
  else if (path === '/') {
    sendHtml(response, { html: renderLandingPage(`http://${request.headers.host ?? 'localhost'}`) });
  } else sendText(response, 404, 'There is nothing here.');
}

function refuse({ response }: Sockets, error: OpenAiError): void {
  sendJson(response, { status: error.status, body: toErrorBody(error), headers: error.headers ?? {} });
}
