/**
 * Google AI's Gemini API below `/gemini/v1beta` and `/gemini/v1`: generate, stream, embed, count, models. Takes HTTP with
 * a key in a header or the query, gives Google's shapes, refuses with google.rpc.Status. Touches nothing but memory.
 */
import type { DeliveryStore } from '../deliveries/delivery-store.js';
import { Exchange, type Sockets } from '../exchange/exchange.js';
import type { Refusal } from '../exchange/wire.js';
import { findModel, listModels } from './gemini-models.js';
import { errorInfo, GOOGLE_WIRE, invalidArgument } from './google-error.js';
import type { MethodCall } from './method-call.js';
import { answerMethod, operationOf } from './model-methods.js';
import { partBelow, type Part } from '../exchange/part.js';

const ROOT = /^\/gemini\/v1(?:beta)?\//;
const METHOD = /^models\/([^/:]+):(\w+)$/;
const KEY_PREFIX = 'sk-sandbox';
const SERVICE = 'generativelanguage.googleapis.com';
const NOT_FOUND: Refusal = { status: 404, message: 'Requested entity was not found.' };

/** The provider's paths, and who answers them. */
export function geminiProvider(store: DeliveryStore): Part {
  return partBelow('/gemini', (sockets) => answerGemini(sockets, store));
}

async function answerGemini(sockets: Sockets, store: DeliveryStore): Promise<void> {
  const url = new URL(sockets.request.url ?? '/', 'http://sandbox');
  const call = callOf(url);
  const operation = call === undefined ? undefined : operationOf(call);
  const account = operation === undefined || call?.method === 'countTokens' ? null : store;
  const exchange = new Exchange(sockets, account, { operation: operation ?? 'chat', wire: GOOGLE_WIRE });
  try {
    const refusal = checkKey(sockets.request.headers['x-goog-api-key'] ?? url.searchParams.get('key'));
    if (refusal !== undefined) exchange.refuse(refusal);
    else if (sockets.request.method === 'GET') answerModels(exchange, url);
    else if (call === undefined || operation === undefined || sockets.request.method !== 'POST')
      exchange.refuse(NOT_FOUND);
    else await answerMethod(exchange, call);
  } catch (error) {
    exchange.fail();
    throw error;
  }
}

function callOf(url: URL): MethodCall | undefined {
  const [, model, method] = METHOD.exec(restOf(url)) ?? [];
  if (model === undefined || method === undefined) return undefined;
  return { flavor: 'gemini', model, method, alt: url.searchParams.get('alt') };
}

/** What of the path comes behind the version; nothing where there is none. */
function restOf({ pathname }: URL): string {
  const root = ROOT.exec(pathname)?.[0];
  return root === undefined ? '' : pathname.slice(root.length);
}

function checkKey(key: string | string[] | null): Refusal | undefined {
  if (typeof key === 'string' && key.startsWith(KEY_PREFIX)) return undefined;
  if (key === null) {
    const message =
      "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.";
    return { status: 403, message };
  }
  const message = 'API key not valid. Please pass a valid API key.';
  const localized = { '@type': 'type.googleapis.com/google.rpc.LocalizedMessage', locale: 'en-US', message };
  return { status: 400, message, details: [errorInfo('API_KEY_INVALID', SERVICE), localized] };
}

function answerModels(exchange: Exchange, url: URL): void {
  const rest = restOf(url);
  const page = rest === 'models' ? listModels(url.searchParams) : undefined;
  const id = /^models\/([^/:]+)$/.exec(rest)?.[1];
  const found = page ?? (id === undefined ? undefined : findModel(id));
  if (found !== undefined) {
    exchange.sendPlain(found);
  } else exchange.refuse(rest === 'models' ? invalidArgument('Invalid page.') : NOT_FOUND);
}
