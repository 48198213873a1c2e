/**
 * Anthropic's API below `/anthropic/v1`: messages, token counting, models. Takes HTTP with a key and a version, gives
 * Anthropic's shapes, refuses in its words. Touches nothing but memory.
 */
import type { DeliveryStore } from '../deliveries/delivery-store.js';
import { answerConversation } from '../exchange/answer-conversation.js';
import { Exchange } from '../exchange/exchange.js';
import type { Handler } from '../http/listen.js';
import { pathOf } from '../http/path-of.js';
import type { Refusal } from '../exchange/wire.js';
import { ANTHROPIC_WIRE, invalid, toErrorEvent } from './anthropic-error.js';
import { findModel, listModels } from './anthropic-models.js';
import { checkHeaders } from './check-headers.js';
import { renderMessage } from './message-answer.js';
import { messageFrames, renderEvent } from './message-frames.js';
import { parseCounted, parseMessages, type Terms } from './messages-request.js';

const ROOT = '/anthropic';
const METHODS: Readonly<Record<string, string>> = {
  '/v1/messages': 'POST',
  '/v1/messages/count_tokens': 'POST',
  '/v1/models': 'GET',
};
const NOT_FOUND: Refusal = { status: 404, message: 'Not Found' };

/** The provider's paths, and who answers them. */
export function anthropicProvider(store: DeliveryStore): { owns: (path: string) => boolean; answer: Handler } {
  return {
    owns: (path) => path.startsWith(`${ROOT}/`),
    answer: async (request, response) => {
      const path = pathOf(request.url ?? '/');
      const account = path === `${ROOT}/v1/messages` ? store : null;
      const exchange = new Exchange({ request, response }, account, { operation: 'chat', wire: ANTHROPIC_WIRE });
      try {
        await answer(exchange);
      } catch (error) {
        exchange.fail();
        throw error;
      }
    },
  };
}

async function answer(exchange: Exchange): Promise<void> {
  const { request } = exchange;
  const url = new URL(request.url ?? '/', 'http://sandbox');
  const path = url.pathname.slice(ROOT.length);
  const modelId = /^\/v1\/models\/([^/]+)$/.exec(path)?.[1];
  const method = modelId === undefined ? METHODS[path] : 'GET';
  if (method === undefined) return exchange.refuse(NOT_FOUND);
  if (method !== request.method) return exchange.refuse({ status: 405, message: 'Method Not Allowed' });
  const checked = checkHeaders(request.headers);
  if (!checked.ok) return exchange.refuse(checked.refusal);
  if (modelId !== undefined) return answerModel(exchange, modelId);
  if (path === '/v1/models') return answerModels(exchange, url.searchParams);
  if (path === '/v1/messages') return answerMessages(exchange, checked.terms);
  return answerCount(exchange, checked.terms);
}

async function answerMessages(exchange: Exchange, terms: Terms): Promise<void> {
  const body = await exchange.readJson();
  if (body === undefined) return;
  const parsed = parseMessages(body.value, terms);
  if (!parsed.ok) return exchange.refuse(invalid(parsed.problem));
  const { ask, ...writer } = parsed.request;
  await answerConversation(exchange, ask, {
    abilities: { images: false, cacheWrites: true, filtered: false },
    steeringParam: 'messages',
    whole: (plan) => renderMessage(plan, writer),
    stream: (plan) => messageFrames(plan, writer),
    streamType: 'text/event-stream; charset=utf-8',
    streamError: (refusal) => renderEvent(toErrorEvent(refusal)),
  });
}

async function answerCount(exchange: Exchange, terms: Terms): Promise<void> {
  const body = await exchange.readJson();
  if (body === undefined) return;
  const parsed = parseCounted(body.value, terms);
  if (!parsed.ok) return exchange.refuse(invalid(parsed.problem));
  exchange.sendPlain({ input_tokens: parsed.tokens });
}

function answerModels(exchange: Exchange, query: URLSearchParams): void {
  const page = listModels(query);
  if (page === undefined) return exchange.refuse(invalid('limit: Input should be between 1 and 1000'));
  exchange.sendPlain(page);
}

function answerModel(exchange: Exchange, id: string): void {
  const model = findModel(id);
  if (model === undefined) exchange.refuse({ status: 404, message: `model: ${id}` });
  else exchange.sendPlain(model);
}
