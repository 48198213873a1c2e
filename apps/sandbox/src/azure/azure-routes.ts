/**
 * Azure OpenAI below `/azure`: OpenAI's operations by deployment and `api-version` (`/openai/deployments/{name}/…`) or
 * as OpenAI has them (`/openai/v1/…`), and the token endpoint of Entra ID (`/{tenant}/oauth2/v2.0/token`). Takes a key
 * in `api-key` or a token given out here, refuses with Azure's errors. Touches nothing but memory.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { DeliveryStore } from '../deliveries/delivery-store.js';
import { Exchange, type Sockets } from '../exchange/exchange.js';
import type { Refusal } from '../exchange/wire.js';
import type { Handler } from '../http/listen.js';
import { readBody } from '../http/read-body.js';
import { listModels } from '../openai/models.js';
import { openAiOperations, type OpenAiOperation } from '../openai/openai-operations.js';
import type { RealtimeDoor } from '../realtime/realtime-provider.js';
import { ResponseStore } from '../responses/response-store.js';
import { answerAzureChat } from './azure-chat.js';
import { ACCESS_DENIED, AZURE_WIRE, RESOURCE_NOT_FOUND } from './azure-wire.js';
import { EntraTokens } from './entra-tokens.js';

const ROOT = '/azure/';
const KEY_PREFIX = 'sk-sandbox';
const TOKEN_PATH = /^\/azure\/[\w.-]+\/oauth2\/v2\.0\/token$/;
const DEPLOYMENT_PATH = /^\/azure\/openai\/deployments\/([^/]+)\/(.+)$/;
const V1_PATH = /^\/azure\/openai\/v1\/(.+)$/;
const MODELS_PATH = '/azure/openai/models';
const MAX_FORM_BYTES = 64 * 1024;

/** Versions of the API by deployment that are still served. */
const API_VERSIONS = new Set([
  '2024-02-01',
  '2024-06-01',
  '2024-08-01-preview',
  '2024-10-01-preview',
  '2024-10-21',
  '2024-12-01-preview',
  '2025-01-01-preview',
  '2025-02-01-preview',
  '2025-03-01-preview',
  '2025-04-01-preview',
]);
const V1_VERSIONS = new Set([null, 'v1', 'preview', 'latest']);
/** What a deployment can't be asked. */
const BY_MODEL_ONLY = new Set(['responses', 'moderations', 'rerank']);

/** What a path asks for; the model is named by the path, or by the body. */
interface Called {
  operation: OpenAiOperation;
  model: string | undefined;
}

/** The part of the sandbox that is Azure. */
export class AzureProvider {
  private readonly store: DeliveryStore;
  private readonly tokens = new EntraTokens();
  private readonly operations = new Map<string, OpenAiOperation>([
    ...openAiOperations(new ResponseStore()),
    ['chat/completions', { operation: 'chat', answer: answerAzureChat }],
  ]);

  /** Sessions, which the version as OpenAI has it offers; the older ones spoke another wire, and are no more. */
  readonly realtimeDoor: RealtimeDoor = {
    path: '/azure/openai/v1/realtime',
    wire: AZURE_WIRE,
    check: ({ headers }, url) => {
      const key = headers['api-key'] ?? url.searchParams.get('api-key') ?? undefined;
      return this.checkCaller({ ...headers, 'api-key': key }, url.pathname);
    },
  };

  constructor(store: DeliveryStore) {
    this.store = store;
  }

  owns(path: string): boolean {
    return path.startsWith(ROOT);
  }

  readonly answer: Handler = (request, response) => this.answerCall({ request, response });

  private async answerCall(sockets: Sockets): Promise<void> {
    const { request } = sockets;
    const url = new URL(request.url ?? '/', 'http://sandbox');
    if (TOKEN_PATH.test(url.pathname) && request.method === 'POST') return this.giveToken(sockets);
    const called = request.method === 'POST' && hasVersion(url) ? this.find(url.pathname) : undefined;
    const exchange = new Exchange(sockets, called === undefined ? null : this.store, {
      operation: called?.operation.operation ?? 'chat',
      wire: AZURE_WIRE,
      ...(called?.model === undefined ? {} : { pathModel: called.model }),
    });
    const denied = this.checkCaller(request.headers, url.pathname);
    if (denied !== undefined) return exchange.refuse(denied);
    if (called === undefined) {
      if (request.method === 'GET' && hasVersion(url) && isModels(url.pathname))
        return exchange.sendPlain(listModels());
      return exchange.refuse(RESOURCE_NOT_FOUND);
    }
    try {
      await called.operation.answer(exchange);
    } catch (error) {
      exchange.fail();
      throw error;
    }
  }

  private find(path: string): Called | undefined {
    const deployed = DEPLOYMENT_PATH.exec(path);
    const name = deployed?.[2] ?? V1_PATH.exec(path)?.[1] ?? '';
    const operation = this.operations.get(name);
    if (operation === undefined || (deployed !== null && BY_MODEL_ONLY.has(name))) return undefined;
    return { operation, model: deployed === null ? undefined : decode(deployed[1] ?? '') };
  }

  /** A key goes into `api-key`; where the path is as OpenAI has it, a key may be a Bearer token too. */
  private checkCaller(headers: IncomingHttpHeaders, path: string): Refusal | undefined {
    const key = headers['api-key'];
    const bearer = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
    const isKnown =
      (typeof key === 'string' && key.startsWith(KEY_PREFIX)) ||
      (bearer !== undefined && this.tokens.accepts(bearer, Date.now())) ||
      (bearer?.startsWith(KEY_PREFIX) === true && V1_PATH.test(path));
    return isKnown ? undefined : ACCESS_DENIED;
  }

  private async giveToken({ request, response }: Sockets): Promise<void> {
    const read = await readBody(request, MAX_FORM_BYTES);
    if (!read.ok) return;
    this.tokens.answer(response, new URLSearchParams(read.body.toString('utf8')), Date.now());
  }
}

function decode(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}

function isModels(path: string): boolean {
  return path === MODELS_PATH || V1_PATH.exec(path)?.[1] === 'models';
}

function hasVersion(url: URL): boolean {
  const version = url.searchParams.get('api-version');
  return V1_PATH.test(url.pathname) ? V1_VERSIONS.has(version) : API_VERSIONS.has(version ?? '');
}
