/**
 * Vertex AI below `/vertex/v1` and `/vertex/v1beta1`: Gemini's wire under a project and a location, for bearers that the
 * token endpoint gave. `/vertex/service-account.json` is the key file of the one account there is, `/vertex/token` takes
 * the assertions it signs. Touches nothing but memory.
 */
import type { DeliveryStore } from '../deliveries/delivery-store.js';
import { Exchange, type Sockets } from '../exchange/exchange.js';
import type { Refusal } from '../exchange/wire.js';
import { errorInfo, GOOGLE_WIRE } from '../gemini/google-error.js';
import type { MethodCall } from '../gemini/method-call.js';
import { answerMethod, operationOf } from '../gemini/model-methods.js';
import type { Handler } from '../http/listen.js';
import { readBody } from '../http/read-body.js';
import { sendJson } from '../http/respond.js';
import { PROJECT, ServiceAccount } from './service-account.js';

const METHOD =
  /^\/vertex\/v1(?:beta1)?\/projects\/([^/]+)\/locations\/([a-z0-9-]+)\/publishers\/google\/models\/([^/:]+):(\w+)$/;
const SERVICE = 'aiplatform.googleapis.com';
const MAX_FORM_BYTES = 16 * 1024;

/** The provider's paths, and who answers them. */
export class VertexProvider {
  private readonly account = new ServiceAccount();
  private readonly store: DeliveryStore;

  constructor(store: DeliveryStore) {
    this.store = store;
  }

  readonly owns = (path: string): boolean => path.startsWith('/vertex/');

  readonly answer: Handler = async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://sandbox');
    const origin = `http://${request.headers.host ?? 'localhost'}`;
    if (url.pathname === '/vertex/service-account.json' && request.method === 'GET') {
      sendJson(response, { status: 200, body: await this.account.keyFile(origin) });
    } else if (url.pathname === '/vertex/token' && request.method === 'POST') {
      await this.giveToken({ request, response }, origin);
    } else await this.answerModel({ request, response }, url);
  };

  private async giveToken({ request, response }: Sockets, origin: string): Promise<void> {
    const read = await readBody(request, MAX_FORM_BYTES);
    const form = new URLSearchParams(read.ok ? read.body.toString('utf8') : '');
    const exchanged = await this.account.exchange(form, origin);
    if (exchanged.ok) sendJson(response, { status: 200, body: exchanged.answer });
    else {
      const { error, description } = exchanged;
      sendJson(response, { status: 400, body: { error, error_description: description } });
    }
  }

  private async answerModel(sockets: Sockets, url: URL): Promise<void> {
    const [, project = '', , model, method = ''] = METHOD.exec(url.pathname) ?? [];
    const call: MethodCall = {
      flavor: 'vertex',
      model: model ?? '',
      method,
      alt: url.searchParams.get('alt'),
    };
    const operation = operationOf(call);
    const account = operation === undefined || method === 'countTokens' ? null : this.store;
    const exchange = new Exchange(sockets, account, { operation: operation ?? 'chat', wire: GOOGLE_WIRE });
    try {
      const refusal = this.check(sockets.request.headers.authorization, project);
      if (operation === undefined || sockets.request.method !== 'POST') exchange.refuse(NOT_FOUND);
      else if (refusal !== undefined) exchange.refuse(refusal);
      else await answerMethod(exchange, call);
    } catch (error) {
      exchange.fail();
      throw error;
    }
  }

  /** First who it is, then whether they may. */
  private check(authorization: string | undefined, project: string): Refusal | undefined {
    const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined || !this.account.knows(token)) {
      const reason = token === undefined ? 'CREDENTIALS_MISSING' : 'ACCESS_TOKEN_TYPE_UNSUPPORTED';
      return { status: 401, message: UNAUTHENTICATED, details: [errorInfo(reason, SERVICE)] };
    }
    if (project === PROJECT) return undefined;
    const message = `Permission 'aiplatform.endpoints.predict' denied on resource '//aiplatform.googleapis.com/projects/${project}' (or it may not exist).`;
    return { status: 403, message, details: [errorInfo('IAM_PERMISSION_DENIED', SERVICE)] };
  }
}

const UNAUTHENTICATED =
  'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.';
const NOT_FOUND: Refusal = { status: 404, message: 'Requested entity was not found.' };
