/**
 * The provider's socket: OpenAI's surface under `/v1`, the account of deliveries under `/sandbox`, and a page that
 * explains both. Takes HTTP, gives OpenAI's shapes, refuses with OpenAI's envelope. Touches nothing but memory.
 */
import { answerDeliveries } from '../deliveries/delivery-routes.js';
import type { DeliveryStore } from '../deliveries/delivery-store.js';
import { Exchange, type Sockets } from '../exchange/exchange.js';
import type { Handler } from '../http/listen.js';
import { pathOf } from '../http/path-of.js';
import { sendHtml, sendJson, sendText } from '../http/respond.js';
import { ResponseStore } from '../responses/response-store.js';
import { answerStoredResponse, isStoredResponse } from '../responses/stored-responses.js';
import { checkCredential } from './credential.js';
import { renderLandingPage } from './landing-page.js';
import { findModel, listModels } from './models.js';
import { openAiOperations, type OpenAiOperation } from './openai-operations.js';
import { invalidRequest, OPENAI_WIRE, toErrorBody, type OpenAiError } from './openai-error.js';

const PREFIX = '/v1/';

/** The handler of the provider's socket. */
export function providerHandler(store: DeliveryStore): Handler {
  const responses = new ResponseStore();
  const operations = openAiOperations(responses);
  return (request, response) => {
    const path = pathOf(request.url ?? '/');
    const operation = path.startsWith(PREFIX) ? operations.get(path.slice(PREFIX.length)) : undefined;
    if (operation !== undefined) return answerOperation({ request, response }, store, operation);
    if (isStoredResponse(path)) return answerStoredResponse({ request, response }, path, responses);
    if (path.startsWith(PREFIX)) {
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

/** Answers a POST of OpenAI's API: only with a key, and nothing but a POST. */
export async function answerOperation(
  sockets: Sockets,
  store: DeliveryStore,
  { operation, answer }: OpenAiOperation,
): Promise<void> {
  const { request } = sockets;
  if (request.method !== 'POST') {
    const message = `Not allowed to ${request.method ?? ''} on ${pathOf(request.url ?? '/')}.`;
    refuse(sockets, {
      ...invalidRequest(message, null, 'method_not_supported'),
      status: 405,
      headers: { allow: 'POST' },
    });
    return;
  }
  const exchange = new Exchange(sockets, store, { operation, wire: OPENAI_WIRE });
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
