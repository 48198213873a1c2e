import { Exchange, type Sockets } from '../exchange/exchange.js';
import { checkCredential } from '../openai/credential.js';
import { invalidRequest, OPENAI_WIRE } from '../openai/openai-error.js';
import { listInputItems } from './responses.js';
import type { ResponseStore } from './response-store.js';

const PATH = /^\/v1\/responses\/([^/]+)(\/input_items|\/cancel)?$/;

/** Whether a path is about one response. */
export function isStoredResponse(path: string): boolean {
  return PATH.test(path);
}

/** `GET` and `DELETE /v1/responses/{id}`, its `input_items`, and `cancel`, which nothing here can be. */
export function answerStoredResponse(sockets: Sockets, path: string, store: ResponseStore): void {
  const { request } = sockets;
  const exchange = new Exchange(sockets, null, { operation: 'chat', wire: OPENAI_WIRE });
  const refusal = checkCredential(request.headers.authorization);
  if (refusal !== undefined) return exchange.refuse(refusal);
  const [, id = '', part] = PATH.exec(path) ?? [];
  const asked = `${request.method ?? ''}${part === undefined ? '' : ` ${part}`}`;
  if (!['GET', 'DELETE', 'GET /input_items', 'POST /cancel'].includes(asked)) {
    return exchange.refuse({ ...invalidRequest(`Invalid URL (${request.method ?? ''} ${path})`, null), status: 404 });
  }
  const stored = store.find(id);
  if (stored === undefined) {
    return exchange.refuse({ ...invalidRequest(`Response with id '${id}' not found.`, null), status: 404 });
  }
  if (asked === 'GET') return exchange.sendPlain(stored.response);
  if (asked === 'GET /input_items') return exchange.sendPlain(listInputItems(stored.input));
  if (asked === 'DELETE') {
    store.delete(id);
    return exchange.sendPlain({ id, object: 'response', deleted: true });
  }
  exchange.refuse(invalidRequest('Only responses created with background=true can be cancelled.', null));
}
