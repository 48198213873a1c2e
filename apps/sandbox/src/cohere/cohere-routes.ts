/**
 * Cohere below `/cohere`: chat, embeddings, reranking and the list of models. Takes a Bearer token, gives Cohere's
 * shapes, refuses with its sentences. Touches nothing but memory.
 */
import { randomUUID } from 'node:crypto';
import { countTextTokens } from '@turnpike/domain/token-count';
import { NO_TOKENS, type Operation } from '../deliveries/delivery.js';
import type { DeliveryStore } from '../deliveries/delivery-store.js';
import { answerConversation } from '../exchange/answer-conversation.js';
import { Exchange, type Sockets } from '../exchange/exchange.js';
import { followSteering, sendSteered } from '../exchange/follow-steering.js';
import { badRequest } from '../exchange/wire.js';
import { embeddingVector } from '../openai/embedding-vector.js';
import { parseRerank, rerankResults, searchUnits } from '../rerank/rerank-request.js';
import { parseCohereChat } from './cohere-chat-request.js';
import { encodeVector, parseCohereEmbed } from './cohere-embed.js';
import { COHERE_RENDERING } from './cohere-rendering.js';
import { checkToken, COHERE_WIRE } from './cohere-wire.js';
import { partBelow, type Part } from '../exchange/part.js';

const PREFIX = '/cohere';
const MODELS_PATH = '/cohere/v1/models';
const API_VERSION = { version: '2' };
const MODELS = {
  'command-a-03-2025': ['chat'],
  'command-r7b-12-2024': ['chat'],
  'embed-v4.0': ['embed'],
  'rerank-v3.5': ['rerank'],
};

interface CohereOperation {
  operation: Operation;
  answer: (exchange: Exchange) => Promise<void>;
}

const OPERATIONS: Readonly<Record<string, CohereOperation>> = {
  '/cohere/v2/chat': { operation: 'chat', answer: answerChat },
  '/cohere/v2/embed': { operation: 'embeddings', answer: answerEmbed },
  '/cohere/v2/rerank': { operation: 'rerank', answer: answerRerank },
};

/** The part of the sandbox that is Cohere. */
export function cohereProvider(store: DeliveryStore): Part {
  return partBelow(PREFIX, (sockets) => answer(sockets, store));
}

async function answer(sockets: Sockets, store: DeliveryStore): Promise<void> {
  const { request } = sockets;
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  const called = request.method === 'POST' && Object.hasOwn(OPERATIONS, path) ? OPERATIONS[path] : undefined;
  const operation = called?.operation ?? 'chat';
  const exchange = new Exchange(sockets, called === undefined ? null : store, { operation, wire: COHERE_WIRE });
  const refusal = checkToken(request.headers.authorization);
  if (refusal !== undefined) return exchange.refuse(refusal);
  if (called === undefined) {
    if (path === MODELS_PATH && request.method === 'GET') return exchange.sendPlain(listModels());
    return exchange.refuse({ status: 404, message: 'page not found' });
  }
  try {
    await called.answer(exchange);
  } catch (error) {
    exchange.fail();
    throw error;
  }
}

async function answerChat(exchange: Exchange): Promise<void> {
  const body = await exchange.readJson();
  if (body === undefined) return;
  const parsed = parseCohereChat(body.value);
  if (!parsed.ok) return exchange.refuse(parsed.error);
  await answerConversation(exchange, parsed.request, COHERE_RENDERING);
}

/** Steered by the first text that begins with `@sandbox`. */
async function answerEmbed(exchange: Exchange): Promise<void> {
  const body = await exchange.readJson();
  if (body === undefined) return;
  const parsed = parseCohereEmbed(body.value);
  if (!parsed.ok) return exchange.refuse(parsed.error);
  const { model, texts, types, dimensions } = parsed.request;
  exchange.delivery.model = model;
  exchange.delivery.countedPromptTokens = texts.reduce((sum, text) => sum + countTextTokens(text), 0);
  const line = texts.find((text) => text.startsWith('@sandbox')) ?? '';
  const steering = await followSteering(exchange, line, 'texts');
  if (steering === undefined) return;
  const promptTokens = steering.promptTokens ?? exchange.delivery.countedPromptTokens;
  const vectors = texts.map((text) => embeddingVector(text, dimensions));
  const answer = {
    id: randomUUID(),
    embeddings: Object.fromEntries(types.map((type) => [type, vectors.map((vector) => encodeVector(vector, type))])),
    texts,
    response_type: 'embeddings_by_type',
    meta: meta(steering.omitUsage, { input_tokens: promptTokens }),
  };
  await sendSteered(exchange, answer, { steering, usage: { ...NO_TOKENS, promptTokens } });
}

/** Steered by the query. */
async function answerRerank(exchange: Exchange): Promise<void> {
  const body = await exchange.readJson();
  if (body === undefined) return;
  const parsed = parseRerank(body.value);
  if (!parsed.ok) return exchange.refuse(badRequest(`invalid request: ${parsed.problem}`, parsed.param));
  exchange.delivery.model = parsed.request.model;
  const steering = await followSteering(exchange, parsed.request.query, 'query');
  if (steering === undefined) return;
  const answer = {
    id: randomUUID(),
    results: rerankResults(parsed.request),
    meta: meta(steering.omitUsage, { search_units: searchUnits(parsed.request) }),
  };
  await sendSteered(exchange, answer, { steering, usage: NO_TOKENS });
}

function listModels(): object {
  const models = Object.entries(MODELS).map(([name, endpoints]) => ({
    name,
    endpoints,
    default_endpoints: [],
    is_deprecated: false,
    finetuned: false,
    context_length: 128_000,
    features: [],
  }));
  return { models };
}

function meta(omitUsage: boolean | undefined, billedUnits: object): object {
  return { api_version: API_VERSION, ...(omitUsage === true ? {} : { billed_units: billedUnits }) };
}
